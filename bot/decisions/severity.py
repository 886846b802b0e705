"""Severity: how soon a person should look at a report, and the findings that make it so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import fsum, isfinite, nan

from bot.decisions.after import stages_after
from bot.decisions.breach import latches
from bot.decisions.decision import Verb
from bot.decisions.facts import Facts
from bot.decisions.finding import Finding, Outcome, above, at_least, below
from bot.decisions.fresh import STALE, age_minutes
from bot.decisions.judgement import Judgement
from bot.decisions.portfolio import lately
from bot.policy.risk import Risk
from bot.state.holds import Hold
from bot.state.kill_switch import for_agent, for_class
from bot.words.instant import render
from bot.words.stage import Stage


class Level(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


# A number that cannot be is as bad as a bad one; not knowing how old prices are is critical.
QUIET = (Outcome.FAIL, Outcome.INCONCLUSIVE)
HARMLESS = {Level.CRITICAL: (Outcome.FAIL,), Level.HIGH: QUIET, Level.MEDIUM: QUIET}


@dataclass(frozen=True, slots=True)
class Severity:
    """`because` are the findings that made it this level, `findings` all that were looked at."""

    level: Level
    because: tuple[Finding, ...]
    findings: tuple[Finding, ...]


def severity(facts: Facts, judgement: Judgement, risk: Risk) -> Severity:
    """Take the worst level of which anything is so."""
    looked = {
        Level.CRITICAL: (_breach(facts, judgement), _stale(facts, risk)),
        Level.HIGH: (_loss(facts, risk), _count("killed_lately", _killed(facts, judgement, risk))),
        Level.MEDIUM: (
            _count("on_watch", _given(judgement, Verb.WATCH)),
            _count("demoted", _demoted(facts, judgement)),
            _count("retired", _given(judgement, Verb.RETIRE)),
        ),
    }
    every = tuple(finding for findings in looked.values() for finding in findings)
    for level, findings in looked.items():
        because = tuple(one for one in findings if one.outcome not in HARMLESS[level])
        if because:
            return Severity(level, because, every)
    return Severity(Level.LOW, (), every)


def _count(rule: str, found: Iterable[str]) -> Finding:
    return at_least(rule, float(len(set(found))), 1.0)


def _breach(facts: Facts, judgement: Judgement) -> Finding:
    latched = len(latches(facts.switches)) + (judgement.breach is not None)
    return at_least("breach", float(latched), 1.0)


def _stale(facts: Facts, risk: Risk) -> Finding:
    age = age_minutes(facts.market.newest_price, facts.now)
    return above(STALE, age, float(risk.severity.stale_minutes))


def _loss(facts: Facts, risk: Risk) -> Finding:
    days = lately(facts, risk.severity.pnl_days)
    known = all(map(isfinite, days))
    return below("portfolio_pnl_bps", (fsum(days) if known else nan) if days else None, 0.0)


def _killed(facts: Facts, judgement: Judgement, risk: Risk) -> Iterator[str]:
    """Name what was killed within the last hours, by whatever means, and what is killed now."""
    begin = render(facts.now - timedelta(hours=risk.severity.kill_hours))
    for target, hold in _holds(facts):
        if hold.stage is Stage.KILLED and hold.renewed >= begin:
            yield target
    for name, known in judgement.memory.decisions.agents.items():
        if known.stage is Stage.KILLED and known.since >= begin:
            yield for_agent(name)
    yield from map(for_agent, _given(judgement, Verb.KILL))
    yield from map(for_agent, judgement.breach.killed if judgement.breach else ())
    yield from (for_class(name) for name, one in judgement.classes.items() if one.newly_killed)


def _holds(facts: Facts) -> Iterator[tuple[str, Hold]]:
    for name, agent in facts.states.agents.items():
        yield from ((for_agent(name), hold) for hold in agent.holds.values())
    for target, switch in facts.switches.entries.items():
        yield from ((target, hold) for hold in switch.holds.values())


def _demoted(facts: Facts, judgement: Judgement) -> Iterator[str]:
    yield from _given(judgement, Verb.DEMOTE)
    stages = stages_after(facts, judgement)
    yield from (name for name, stage in stages.items() if stage is Stage.DEMOTED)


def _given(judgement: Judgement, verb: Verb) -> Iterator[str]:
    return (name for name, one in judgement.decisions.items() if one.verb is verb)
