"""Joins `governor run-agents` to real processes."""

from bot.adapters.agents.processes import AgentProcesses
from bot.adapters.merged_file import MergedFile, path_in
from bot.commands.admission import Admission, tolerance_of
from bot.commands.enforcing.kills import PATH as KILL_LIST
from bot.commands.run_agents import Yard
from bot.commands.running.leave import KillList
from bot.commands.running.tasks import Ground
from bot.settings.secrets import secret_values
from bot.wiring.shell import Shell
from bot.words.masking import masker

WORKSPACE = "runs"


def yard(shell: Shell) -> Yard:
    policy, environ = shell.policy, shell.environ
    fingerprints, problems = shell.fingerprints
    shell.out.problems(problems)
    declared = {name for agent in policy.agents.agents for name in agent.secrets}
    agents = AgentProcesses(
        shell.repo,
        shell.private / WORKSPACE,
        masker(secret_values(environ, declared)),
        policy.governor.runner.parallel,
    )
    return Yard(
        store=shell.store,
        out=shell.out,
        agents=agents,
        ground=Ground(
            policy,
            environ,
            shell.now,
            simulated=shell.is_re_enacting,
            in_place=shell.options.local,
        ),
        admission=Admission(tolerance_of(policy.governor.events), fingerprints),
        kill_list=_kill_list(shell),
        clock=shell.clock,
    )


def _kill_list(shell: Shell) -> KillList:
    if shell.options.local:
        return lambda: shell.policy_texts().get(KILL_LIST, b"")
    return MergedFile(shell.remote, path_in(shell.repo, KILL_LIST), shell.private / "merged").read
