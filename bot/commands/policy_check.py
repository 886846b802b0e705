"""`governor policy check`: every mistake of the policies at once, or what holds."""

from collections.abc import Mapping

from bot.policy.load import load
from bot.policy.policy import FILES, Policy
from bot.ports.output import Output
from bot.words.count import plural


def policy_check(texts: Mapping[str, bytes], overrides: Mapping[str, str], out: Output) -> int:
    policy, problems = load(texts, overrides)
    out.result(
        {
            "v": 1,
            "problems": [problem.wire() for problem in problems],
            "digest": policy.digest if policy else None,
            "notices": list(policy.notices) if policy else [],
        }
    )
    if policy is None:
        out.problems(problems)
        out.say(f"The policies have {plural(len(problems), 'mistake')}.")
        return 1
    for notice in policy.notices:
        out.warn(notice)
    out.say(_holds(policy))
    return 0


def _holds(policy: Policy) -> str:
    kills = policy.kill_list
    agents, killed = len(policy.agents.agents), len(kills.agents) + len(kills.strategy_classes)
    stopped = "everything is killed" if kills.all else plural(killed, "kill")
    return (
        f"{plural(len(FILES), 'policy file')} without a mistake: "
        f"{policy.governor.mode} mode, {plural(agents, 'agent')}, {stopped}, "
        f"breach at {policy.risk.max_drawdown_bps:g} bps. Digest {policy.digest[:12]}."
    )
