"""Which agents' decisions can have turned since the last look; None is everybody's."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.decisions.fresh import data_fresh
from bot.decisions.judgement import Memory as Remembered
from bot.decisions.replaying.standing import Seen, Standing
from bot.decisions.replaying.waking import (
    NOTHING,
    evidence_of,
    rests_on_measures,
    runs_with_others,
    with_kin,
)
from bot.decisions.signs import period_of
from bot.state.documents import GENESIS
from bot.stats.enrolment import open_hypotheses
from bot.stats.memory import curve_at
from bot.stats.votes import newest_price
from bot.words.instant import render
from bot.words.stage import MAY_TRADE, safer


@dataclass(frozen=True, slots=True)
class Moved:
    """What the way to a look brought; `anew` where days behind were looked at once more."""

    touched: Collection[str]
    anew: bool


def awake(standing: Standing, now: datetime, moved: Moved) -> set[str] | None:
    """Name who must be decided, and keep what was seen for the next look."""
    before, after = standing.seen, _seen(standing, now)
    standing.seen = after
    if _concerns_all(standing, before, after, now):
        return None
    parents = {name: one.parent for name, one in standing.policy.agents.by_name.items()}
    return with_kin(set(_turned(standing, before, after, moved)), parents)


def settled(standing: Standing, memory: Remembered, decided: Collection[str]) -> None:
    """Have everybody looked at again whose memory this look has changed."""
    old, new = standing.remembered, memory
    known, fresh = old.decisions.agents, new.decisions.agents
    seen = standing.seen
    seen.restless = {name for name in decided if known.get(name) != fresh[name]}
    seen.turned = old.strategies != new.strategies


def _seen(standing: Standing, now: datetime) -> Seen:
    policy, fold = standing.policy, standing.memory.fold
    found = evidence_of(fold, policy, standing.gauges.rows)
    fell = curve_at(standing.memory, standing.course).since_reset_bps
    price = newest_price(standing.inputs, now)
    return Seen(
        policy=policy,
        states=standing.states,
        switches=standing.switches,
        fresh=data_fresh(price, now, policy.risk).passed,
        fell=fell >= policy.risk.max_drawdown_bps,
        passed={name: found.of(one) for name, one in _open(standing).items()},
        decisions=standing.seen.decisions,
        restless=standing.seen.restless,
        turned=standing.seen.turned,
    )


def _open(standing: Standing) -> Mapping[str, str]:
    """Name the open hypothesis of each agent; that changes only with the table."""
    table, names = standing.open
    if table is not standing.table:
        names = {name: one.name for name, one in open_hypotheses(standing.table).items()}
        standing.open = standing.table, names
    return names


def _concerns_all(standing: Standing, before: Seen, after: Seen, now: datetime) -> bool:
    return (
        before.turned
        or after.fell
        or before.fell
        or before.fresh is not after.fresh
        or before.switches != after.switches
        or counts(standing, now)
        or not standing.policy.agents.by_name.keys() <= before.decisions.keys()
    )


def counts(standing: Standing, now: datetime) -> bool:
    """Tell whether signs are counted at this look: only then those of a class are measured."""
    rule = standing.policy.retirement.two_of_four
    period = render(period_of(now, rule.period_days))
    return GENESIS < standing.remembered.decisions.period < period


def _turned(standing: Standing, before: Seen, after: Seen, moved: Moved) -> Iterator[str]:
    yield from before.restless
    states, policy = standing.states, standing.policy
    restated = (
        {name for name in states.agents if before.states.agents.get(name) != states.agents[name]}
        if before.states is not states
        else set()
    )
    stirred = bool(restated) or moved.anew or before.policy is not policy
    together = policy.promotion.live.rule == "bh"
    for name, one in policy.agents.by_name.items():
        passed = after.passed.get(name, NOTHING)
        turned = passed is not before.passed.get(name, NOTHING) or passed.near
        if not (stirred or turned or together or passed.strong or name in moved.touched):
            continue
        place = safer(one.stage, states.agent(name).stage)
        if (
            turned
            or name in restated
            or (restated and one.parent is not None)
            or _ceiling(before, name) != one.stage
            or (moved.anew and place in MAY_TRADE)
            or runs_with_others(policy, place, passed)
            or ((moved.anew or name in moved.touched) and rests_on_measures(policy, place, passed))
        ):
            yield name


def _ceiling(before: Seen, name: str) -> object:
    return before.policy.agents.by_name[name].stage if before.policy else None
