"""The people of a replay: they grant what is asked, lower what fell, and release a breach."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.policy.policy import Policy
from bot.state.decisions import Decided, Decisions
from bot.state.kill_switch import ALL, KillSwitch, ReleaseSwitch
from bot.words.instant import parse
from bot.words.stage import MAY_TRADE, RANK, Stage

BREACH = "breach/"
LIFTED = (Stage.PAUSED, Stage.QUARANTINED, Stage.LIVE)


@dataclass(frozen=True, slots=True)
class People:
    """How long they take to merge a request, and to release a breach; None is never.

    `as_written` takes the ceilings of agents.yml as they stand. Otherwise all begin in shadow:
    what people allowed later was not known then.
    """

    approve_after: timedelta | None = timedelta(0)
    release_after: timedelta | None = timedelta(days=1)
    as_written: bool = False


def at_first(policy: Policy, people: People) -> Policy:
    if people.as_written:
        return policy
    return with_ceilings(policy, dict.fromkeys(policy.agents.by_name, Stage.SHADOW))


def answered(policy: Policy, decisions: Decisions, people: People, now: datetime) -> Policy:
    """Merge the requests that stood long enough: those that raise, and those that lower."""
    wait = people.approve_after
    if wait is None or people.as_written:
        return policy
    return with_ceilings(policy, _merged(policy, decisions, now - wait))


def _merged(policy: Policy, decisions: Decisions, by: datetime) -> Mapping[str, Stage]:
    wanted = {
        name: _wish(agent.stage, decisions.agents.get(name), by)
        for name, agent in policy.agents.by_name.items()
    }
    return {name: stage for name, stage in wanted.items() if stage is not None}


def _wish(ceiling: Stage, one: Decided | None, by: datetime) -> Stage | None:
    """Give the ceiling that a request asks for, if it has stood since `by`."""
    if one is None:
        return None
    if one.spent is not None and ceiling in MAY_TRADE:
        return Stage.SHADOW if parse(one.spent) <= by else None
    asked = one.asks is not None and RANK[one.asks] > RANK[ceiling]
    return one.asks if asked and parse(one.since) <= by else None


def with_ceilings(policy: Policy, ceilings: Mapping[str, Stage]) -> Policy:
    agents = policy.agents
    changed = {name: one for name, one in ceilings.items() if agents.by_name[name].stage != one}
    if not changed:
        return policy
    entries = tuple(
        one.model_copy(update={"stage": changed[one.name]}) if one.name in changed else one
        for one in agents.agents
    )
    fresh = type(agents).model_construct(v=agents.v, agents=entries)
    return replace(policy, agents=fresh)


def released(switches: KillSwitch, people: People, now: datetime) -> list[ReleaseSwitch]:
    """Release a breach that has frozen the fleet for long enough."""
    switch, wait = switches.switch(ALL), people.release_after
    held = [parse(hold.since) for cause, hold in switch.holds.items() if cause.startswith(BREACH)]
    if not held or wait is None or max(held) > now - wait:
        return []
    return [ReleaseSwitch(ALL, switch.next_sequence, LIFTED)]
