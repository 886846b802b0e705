"""What the books of two replays made, and which of the differences chance alone could have made."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import fsum
from typing import TypeAlias

import numpy as np

from bot.decisions.replaying.outcome import BookHour
from bot.decisions.replaying.portfolio import Portfolio, courses, moved
from bot.decisions.replaying.result import Result
from bot.policy.governor import Replay as Terms
from bot.stats import bootstrap as bs
from bot.stats.bootstrap import Interval
from bot.stats.columns import Column, Matrix
from bot.stats.curve import BPS
from bot.words.canonical import Json
from bot.words.instant import day_of

DIGITS = 6

Daily: TypeAlias = Mapping[str, float]


class Verdict(StrEnum):
    """NOISE is a difference whose interval holds zero; UNKNOWN has too few days for an interval."""

    SAME = "the same"
    NOISE = "inside the noise"
    BETTER = "better"
    WORSE = "worse"
    OTHER = "different"
    UNKNOWN = "too few days"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One measure of both books. `sense` is 1 where more is better, -1 where less is, else 0."""

    name: str
    unit: str
    before: float | None
    after: float | None
    interval: Interval | None = None
    sense: int = 0
    is_same: bool = False

    @property
    def change(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def verdict(self) -> Verdict:
        if self.is_same:
            return Verdict.SAME
        if self.interval is None or self.change is None:
            return Verdict.UNKNOWN
        if self.interval.holds_zero:
            return Verdict.NOISE
        if not self.sense:
            return Verdict.OTHER
        return Verdict.BETTER if self.sense * self.interval.low > 0 else Verdict.WORSE

    def wire(self) -> dict[str, Json]:
        low, high = (self.interval.low, self.interval.high) if self.interval else (None, None)
        return {
            "measure": self.name,
            "unit": self.unit,
            "before": _round(self.before),
            "after": _round(self.after),
            "change": _round(self.change),
            "low": _round(low),
            "high": _round(high),
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class Kind:
    """How a measure is read: of a whole book, of each of its days, and of days drawn anew."""

    name: str
    unit: str
    of: Callable[[Portfolio], float | None]
    days: Callable[[Sequence[BookHour]], Mapping[str, bs.Day]]
    statistic: bs.Statistic
    sense: int = 0
    nothing: bs.Day = 0.0


def weighed(before: Result, after: Result) -> list[Weighed]:
    return [_weigh(kind, before, after) for kind in KINDS]


def by_regime(before: Result, after: Result) -> list[Weighed]:
    """Split PnL by the regime whose cap was in force, each by its own policy's reckoning."""
    names = sorted({one.regime or "" for each in (before, after) for one in each.hours})
    return [_of_regime(name, before, after) for name in names]


def _of_regime(name: str, before: Result, after: Result) -> Weighed:
    def daily(hours: Sequence[BookHour]) -> Daily:
        return summed(hours, lambda one: one.bps if (one.regime or "") == name else 0.0)

    def of(portfolio: Portfolio) -> float:
        return portfolio.regimes.get(name, 0.0)

    return _weigh(Kind(name or "unknown", "bps", of, daily, bs.total, 1), before, after)


def _weigh(kind: Kind, before: Result, after: Result) -> Weighed:
    days = kind.days(before.hours), kind.days(after.hours)
    return Weighed(
        kind.name,
        kind.unit,
        kind.of(before.portfolio),
        kind.of(after.portfolio),
        _interval(kind, *days, after.policy.governor.replay),
        kind.sense,
        days[0] == days[1],
    )


def _interval(
    kind: Kind, before: Mapping[str, bs.Day], after: Mapping[str, bs.Day], terms: Terms
) -> Interval | None:
    """Draw the same days of both; a day that only one has is nothing in the other."""
    days = sorted({*before, *after})
    if not days:
        return None
    old, new = ([each.get(day, kind.nothing) for day in days] for each in (before, after))
    drawn = bs.draws(len(days), terms.samples)
    return bs.difference(old, new, kind.statistic, drawn, terms.confidence)


def summed(hours: Sequence[BookHour], of: Callable[[BookHour], float]) -> Daily:
    groups: dict[str, list[float]] = {}
    for one in hours:
        groups.setdefault(day_of(one.at), []).append(of(one))
    return {day: fsum(groups[day]) for day in sorted(groups)}


def _bps(hours: Sequence[BookHour]) -> Daily:
    return summed(hours, lambda one: one.bps)


def _costs(hours: Sequence[BookHour]) -> Daily:
    return summed(hours, lambda one: one.cost_bps)


def _gross(hours: Sequence[BookHour]) -> Daily:
    count = Counter(day_of(one.at) for one in hours)
    whole = summed(hours, lambda one: one.gross)
    return {day: gross / count[day] for day, gross in whole.items()}


def _cash(hours: Sequence[BookHour]) -> Daily:
    return {day: 1.0 - gross for day, gross in _gross(hours).items()}


def _turned(hours: Sequence[BookHour]) -> Daily:
    shares = [{}, *(one.weights for one in hours)]
    turned = {
        one.at: moved(old, new) if old is not new else 0.0
        for one, (old, new) in zip(hours, pairwise(shares), strict=True)
    }
    return summed(hours, lambda one: turned[one.at])


def _fallen(book: Portfolio) -> float | None:
    return book.max_drawdown_bps.value


def _compounded(rows: Matrix) -> Column:
    return np.asarray(BPS * (np.prod(1.0 + rows / BPS, axis=1) - 1.0))


def _mean(rows: Matrix) -> Column:
    return np.asarray(rows.mean(axis=1))


KINDS = (
    Kind("PnL", "bps", lambda book: book.pnl_bps.value, _bps, bs.total, 1),
    Kind("equity", "bps", lambda book: book.equity_bps, _bps, _compounded, 1),
    Kind("drawdown", "bps", _fallen, courses, bs.drawdown, -1, bs.STILL),
    Kind("CVaR95 of a day", "bps", lambda book: book.cvar95_day_bps.value, _bps, bs.tail, 1),
    Kind("costs", "bps", lambda book: book.costs_bps, _costs, bs.total, -1),
    Kind("turnover", "books", lambda book: book.turnover, _turned, bs.total),
    Kind("gross", "share", lambda book: book.gross, _gross, _mean),
    Kind("cash", "share", lambda book: book.cash, _cash, _mean),
)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS) + 0.0
