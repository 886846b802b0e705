"""The facts of one look of a replay: of everybody, or of those that somebody asks for."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.decisions.assembly import Scene, agent_facts, facts_of, newest_line, peaks_of
from bot.decisions.facts import Facts, Market
from bot.decisions.replaying.standing import Standing
from bot.stats.days import present
from bot.stats.enrolment import open_hypotheses
from bot.stats.measuring.frame import window_days
from bot.stats.membership import window_of
from bot.stats.memory import Memory, curve_at
from bot.stats.recall import Recalled
from bot.stats.standing import Standing as Evidence
from bot.stats.standing import standings
from bot.stats.votes import newest_price
from bot.words.instant import day_of


def whole_facts(standing: Standing, now: datetime) -> Facts:
    memory, policy, inputs = standing.memory, standing.policy, standing.inputs
    today = present(memory, inputs, standing.course)
    recalled = Recalled(memory, last_midnight(standing), today, standing.records, {})
    count = window_days(policy.promotion, policy.retirement.two_of_four)
    window = window_of(standing.records, today.record, count)
    return facts_of(_scene(standing, now), standing.course, recalled, inputs, window)


def few_facts(
    standing: Standing, now: datetime, awake: Collection[str], shown: Collection[str]
) -> Facts:
    """Leave out what only a report shows, and what only looks at everybody need."""
    memory, policy, scene = standing.memory, standing.policy, _scene(standing, now)
    own = open_hypotheses(standing.table)
    terms, edge = policy.promotion.evidence, policy.retirement.futility.edge
    only = {own[name].name for name in awake}
    looks = (
        standings(memory.fold, terms, edge, only) if only else {},
        _at_midnight(standing),
    )
    each = {own[name].name: standing.gauges.of(own[name]) for name in shown}
    registry = policy.agents.by_name
    return Facts(
        now=now,
        evidence_at=memory.at,
        agents={
            name: agent_facts(registry[name], own[name], scene, looks, each)
            for name in sorted(shown)
        },
        classes={},
        peaks=peaks_of(memory, standing.table) if only else (),
        market=market_of(standing, now),
        curve=curve_at(memory, standing.course),
        daily_bps=(),
        states=standing.states,
        switches=standing.switches,
    )


def market_of(standing: Standing, now: datetime) -> Market:
    memory, inputs = standing.memory, standing.inputs
    window = standing.policy.regimes.window_hours
    return Market(
        votes=standing.regimes(standing.course.owners, now, window),
        hours=memory.market,
        last_known=newest_line(inputs, memory, now).last_known,
        newest_price=newest_price(inputs, now),
    )


def last_midnight(standing: Standing) -> Memory | None:
    memory = standing.memory
    return standing.midnights.get(day_of(memory.at), memory if memory.at.hour == 0 else None)


def _at_midnight(standing: Standing) -> Mapping[str, Evidence]:
    memory = last_midnight(standing)
    known, found = standing.at_midnight
    if memory is None:
        return {}
    if memory is not known:
        terms, edge = standing.policy.promotion.evidence, standing.policy.retirement.futility.edge
        found = standings(memory.fold, terms, edge, memory.fold.names)
        standing.at_midnight = memory, found
    return found


def _scene(standing: Standing, now: datetime) -> Scene:
    return Scene(standing.policy, standing.states, standing.switches, standing.table, now)
