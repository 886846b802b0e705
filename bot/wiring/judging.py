"""Where judging is done. The lease says what policy allows, whoever makes it."""

from dataclasses import replace

from bot.adapters.ed25519 import Ed25519Signer
from bot.commands.judge import Bench
from bot.decisions.why import MACHINE
from bot.state.audit.note import PolicySource, Witness
from bot.wiring.shell import LEASE_KEY, Shell


def bench_of(shell: Shell) -> Bench:
    code, problems = shell.fingerprints
    shell.out.problems(problems)
    written, key = shell.written_policy, shell.settings.lease_key
    source = PolicySource(written.digest, shell.settings.commit, shell.settings.actor)
    return Bench(
        shell.store,
        shell.out,
        replace(shell.policy, governor=written.governor),
        Witness(shell.now, MACHINE, source, shell.code_version),
        code,
        shell.settings.run_id,
        Ed25519Signer(key, LEASE_KEY).sign if key else None,
    )
