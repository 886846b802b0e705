"""The counterfactual portfolio: what the book would have made, and how sure that is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum

from bot.decisions.replaying.outcome import BookHour
from bot.policy.governor import Replay as Terms
from bot.stats import bootstrap as bs
from bot.stats.bootstrap import Interval
from bot.stats.curve import BPS
from bot.stats.returns import sharpe
from bot.stats.trades import cvar95
from bot.words.canonical import Json
from bot.words.instant import day_of

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and what chance could have made of it; both null where days are too few."""

    value: float | None
    interval: Interval | None = None

    def wire(self) -> dict[str, Json]:
        low, high = (self.interval.low, self.interval.high) if self.interval else (None, None)
        return {"value": _round(self.value), "low": _round(low), "high": _round(high)}


@dataclass(frozen=True, slots=True)
class Portfolio:
    """`daily_bps` are sums of hours; turnover counts every share of the book that changed hands.

    `regimes` splits the sum by the regime whose cap was in force ("" is an unknown one).
    """

    pnl_bps: Measure = Measure(None)
    equity_bps: float = 0.0
    max_drawdown_bps: Measure = Measure(None)
    cvar95_day_bps: Measure = Measure(None)
    sharpe: float | None = None
    costs_bps: float = 0.0
    turnover: float = 0.0
    gross: float = 0.0
    cash: float = 1.0
    hours: int = 0
    daily_bps: Mapping[str, float] = field(default_factory=dict)
    regimes: Mapping[str, float] = field(default_factory=dict)

    def wire(self) -> dict[str, Json]:
        return {
            "pnl_bps": self.pnl_bps.wire(),
            "equity_bps": _round(self.equity_bps),
            "max_drawdown_bps": self.max_drawdown_bps.wire(),
            "cvar95_day_bps": self.cvar95_day_bps.wire(),
            "sharpe": _round(self.sharpe),
            "costs_bps": _round(self.costs_bps),
            "turnover": _round(self.turnover),
            "gross": _round(self.gross),
            "cash": _round(self.cash),
            "hours": self.hours,
            "days": len(self.daily_bps),
            "regimes": {name or "unknown": _round(bps) for name, bps in self.regimes.items()},
        }


def portfolio(hours: Sequence[BookHour], terms: Terms) -> Portfolio:
    """Measure hours that are in order, each once."""
    if not hours:
        return Portfolio()
    daily = _summed((day_of(one.at), one.bps) for one in hours)
    series, days = list(daily.values()), list(courses(hours).values())
    drawn = bs.draws(len(series), terms.samples)
    gross = fsum(one.gross for one in hours) / len(hours)

    def around(days: Sequence[bs.Day], statistic: bs.Statistic) -> Interval | None:
        return bs.interval(days, statistic, drawn, terms.confidence)

    return Portfolio(
        pnl_bps=Measure(fsum(one.bps for one in hours), around(series, bs.total)),
        equity_bps=BPS * (hours[-1].equity - 1.0),
        max_drawdown_bps=Measure(max(one.drawdown_bps for one in hours), around(days, bs.drawdown)),
        cvar95_day_bps=Measure(cvar95(series).value, around(series, bs.tail)),
        sharpe=sharpe(series).value,
        costs_bps=fsum(one.cost_bps for one in hours),
        turnover=turnover(hours),
        gross=gross,
        cash=1.0 - gross,
        hours=len(hours),
        daily_bps=daily,
        regimes=_summed((one.regime or "", one.bps) for one in hours if one.gross),
    )


def courses(hours: Iterable[BookHour]) -> dict[str, bs.Course]:
    days: dict[str, list[float]] = {}
    for one in hours:
        days.setdefault(day_of(one.at), []).append(one.bps)
    return {day: bs.course(days[day]) for day in sorted(days)}


def turnover(hours: Iterable[BookHour]) -> float:
    """Add up by how much each agent's share changed, from an empty book on."""
    shares = [{}, *(one.weights for one in hours)]
    return fsum(moved(old, new) for old, new in pairwise(shares) if old is not new)


def moved(old: Mapping[str, float], new: Mapping[str, float]) -> float:
    """Add up by how much the shares of two books differ."""
    return fsum(abs(new.get(name, 0.0) - old.get(name, 0.0)) for name in sorted({*old, *new}))


def _summed(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    groups: dict[str, list[float]] = {}
    for name, part in parts:
        groups.setdefault(name, []).append(part)
    return {name: fsum(groups[name]) for name in sorted(groups)}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS) + 0.0
