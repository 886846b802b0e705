"""Memory: everything judging knows at the start of an hour, and how one hour more changes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import TypeAlias

import numpy as np

from bot.stats import fold as fd
from bot.stats import paths as pt
from bot.stats.book import InForce, Made, PortfolioHour, in_force, made, portfolio_hour
from bot.stats.changes import changed
from bot.stats.columns import Column, exact_sum
from bot.stats.confidence import Confidence
from bot.stats.course import Course, changes
from bot.stats.curve import Curve, after_hour, reset
from bot.stats.fold import Fold
from bot.stats.ground import Ground
from bot.stats.held import Laid, lay_out
from bot.stats.life import Life
from bot.stats.paths import Paths
from bot.stats.tally import bps, fine

REGIMES_KEPT = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Base:
    """Where each hypothesis stood as the day began."""

    hours: Column
    excess_bps: Column
    pnl_bps: Column
    exposure: Column


@dataclass(frozen=True, slots=True)
class BookDay:
    """The portfolio's day so far; `gross` is summed over its hours."""

    bps: float = 0.0
    hours: int = 0
    gross: float = 0.0
    unpriced: int = 0
    parts: Mapping[tuple[str, str], float] = field(default_factory=dict)
    regimes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memory:
    """`lives` and `confidence` are as of the last midnight, everything else as of `at`.

    `market` are (mean return, mean squared return) of past hours, `weather` the regimes that
    signals agreed on from when on, `daily_bps` the portfolio's days; all oldest first.
    """

    fold: Fold
    paths: Paths
    base: Base
    curve: Curve = field(default_factory=Curve)
    in_force: InForce = field(default_factory=InForce)
    weather: tuple[tuple[datetime, str | None], ...] = ()
    market: tuple[tuple[float, float], ...] = ()
    lives: Mapping[str, Life] = field(default_factory=dict)
    confidence: Mapping[str, Confidence] = field(default_factory=dict)
    today: BookDay = field(default_factory=BookDay)
    daily_bps: tuple[float, ...] = ()

    @property
    def at(self) -> datetime:
        return self.fold.at


def no_memory(at: datetime, course: Course) -> Memory:
    nothing = np.zeros(0)
    fold = fd.start(at, course.numbers.terms)
    return Memory(fold, pt.no_paths(0), Base(nothing, nothing, nothing, nothing))


def base_of(fold: Fold, paths: Paths) -> Base:
    evidence = fold.evidence
    return Base(evidence.hours, evidence.excess_bps, paths.pnl_bps, evidence.exposure)


def curve_at(memory: Memory, course: Course) -> Curve:
    """Give the curve with a breach that was acted upon at this very hour behind it."""
    return reset(memory.curve) if memory.at in course.resets else memory.curve


def untold(hour: datetime, done: PortfolioHour, curve: Curve, force: InForce) -> None:
    """Tell nobody of an hour."""


OnHour: TypeAlias = Callable[[datetime, PortfolioHour, Curve, InForce], None]


def one_hour(memory: Memory, ground: Ground, course: Course, on_hour: OnHour = untold) -> Memory:
    memory = _entered(memory, ground, course)
    names = memory.fold.names
    prices = ground.prices.get(memory.at, {})
    where = {name: row for row, name in enumerate(names)}
    laid = lay_out(ground.held, memory.at.hour, prices, where, course.numbers.ledger)
    done = made(laid.hour, laid.unit_cost, memory.fold.is_open)
    force = in_force(ground.book, memory.in_force, memory.at)
    earned = _portfolio(memory.fold, force, done, laid)
    curve = after_hour(curve_at(memory, course), earned.bps)
    on_hour(memory.at, earned, curve, force)
    return replace(
        memory,
        fold=fd.step(memory.fold, laid.hour, course.numbers.terms),
        paths=pt.after_hour(memory.paths, done.path, done.held),
        curve=curve,
        in_force=force,
        weather=_weather(memory, force),
        market=_market(memory.market, laid, course.numbers.market_hours),
        today=_added(memory.today, earned, force),
    )


def _entered(memory: Memory, ground: Ground, course: Course) -> Memory:
    fold = memory.fold
    happened = changes(course, fold.at, ground.held.holders(fold.at.hour), fold.names)
    fold = changed(fold, happened, course.numbers.terms, course.numbers.floor)
    count = len(fold.names) - len(memory.fold.names)
    if not count:
        return replace(memory, fold=fold)
    fresh = np.zeros(count)
    columns = (getattr(memory.base, each.name) for each in fields(Base))
    base = Base(*(np.append(column, fresh) for column in columns))
    return replace(memory, fold=fold, paths=pt.joined(memory.paths, count), base=base)


def _portfolio(fold: Fold, force: InForce, done: Made, laid: Laid) -> PortfolioHour:
    agents = [name.rpartition("/")[0] for name in fold.names]
    weights = np.array([force.weights.get(agent, 0.0) for agent in agents], dtype=np.float64)
    return portfolio_hour(weights, done, laid.hour, agents, laid.symbols)


def _weather(memory: Memory, force: InForce) -> tuple[tuple[datetime, str | None], ...]:
    """Keep the changes of some days, and the last one before them."""
    known = memory.weather
    if not known or known[-1][1] != force.last_known:
        known = (*known, (memory.at, force.last_known))
    oldest = memory.at - REGIMES_KEPT
    first = max((index for index, (since, _) in enumerate(known) if since <= oldest), default=0)
    return known[first:]


def _market(
    known: tuple[tuple[float, float], ...], laid: Laid, kept: int
) -> tuple[tuple[float, float], ...]:
    seen = laid.hour.returns[~np.isnan(laid.hour.returns)]
    if not len(seen):
        return known
    hour = exact_sum(seen) / len(seen), exact_sum(seen * seen) / len(seen)
    return (*known, hour)[-kept:]


def _added(day: BookDay, earned: PortfolioHour, force: InForce) -> BookDay:
    parts, regimes = dict(day.parts), dict(day.regimes)
    for place, part in earned.parts.items():
        parts[place] = parts.get(place, 0.0) + part
    if earned.gross:
        regime = force.regime or ""
        regimes[regime] = regimes.get(regime, 0.0) + earned.bps
    return BookDay(
        bps=day.bps + earned.bps,
        hours=day.hours + 1,
        gross=day.gross + earned.gross,
        unpriced=day.unpriced + earned.unpriced,
        parts=parts,
        regimes=regimes,
    )


def rounded(day: BookDay) -> BookDay:
    """Round the parts as tallies are; both ways of splitting the day add up to it."""
    parts = {place: bps([part]) for place, part in day.parts.items()}
    whole = bps(parts.values())
    regimes = {regime: bps([part]) for regime, part in day.regimes.items()}
    rest = bps([whole, *(-part for part in regimes.values())])
    if regimes:
        most = max(sorted(regimes), key=lambda regime: abs(regimes[regime]))
        regimes[most] = bps([regimes[most], rest])
    return replace(day, bps=whole, gross=fine([day.gross]), parts=parts, regimes=regimes)
