"""Lookalikes: agents whose views are almost always those of a stopped one."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.decisions.facts import Likeness
from bot.decisions.finding import above
from bot.events.signal import Signal
from bot.policy.risk import Quarantine
from bot.state.report.forensics import ForensicReport
from bot.stats.likeness import agreement, views_by_agent
from bot.words.instant import render
from bot.words.stage import Stage

STOPPED = (Stage.KILLED, Stage.QUARANTINED)


@dataclass(frozen=True, slots=True)
class Lookalike:
    agent: str
    like: Likeness


def likest(
    signals: Iterable[Signal], stopped: Collection[str], rule: Quarantine
) -> dict[str, Likeness]:
    """Name for each agent the stopped one that it agrees with most, of those it can show it on."""
    views = views_by_agent(signals)
    found: dict[str, list[Likeness]] = {}
    for agent, other in ((one, bad) for one in views.keys() - set(stopped) for bad in stopped):
        alike = agreement(views[agent], views.get(other, {}))
        if alike is not None and alike.common >= rule.min_common:
            found.setdefault(agent, []).append(Likeness(other, alike.share, alike.common))
    return {agent: min(found[agent], key=_order) for agent in sorted(found)}


def last_found(report: ForensicReport, now: datetime) -> dict[str, Likeness]:
    """Name whom the newest examination found alike, unless it was made after `now`."""
    if report.generated_at > render(now):
        return {}
    return {row.agent: Likeness(row.like, row.agreement, row.common) for row in report.lookalikes}


def lookalikes(likest: Mapping[str, Likeness], rule: Quarantine) -> tuple[Lookalike, ...]:
    return tuple(_lookalikes(likest, rule))


def _lookalikes(likest: Mapping[str, Likeness], rule: Quarantine) -> Iterator[Lookalike]:
    for agent, like in likest.items():
        if above("likeness", like.agreement, rule.agreement).passed:
            yield Lookalike(agent, like)


def _order(like: Likeness) -> tuple[float, int, str]:
    return -like.agreement, -like.common, like.agent
