"""What was held in the hours of a day, and what each hour did to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.events.signal import Signal
from bot.ledger.positions import positions
from bot.ledger.terms import DAY_MS, HOUR_MS, Terms
from bot.stats.columns import Column
from bot.stats.evidence import Hour
from bot.stats.inputs import Price
from bot.words.instant import DAY, day_of, from_ms, parse, to_ms

HOURS = 24
NAN = float("nan")
Cube: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Held:
    """Units by hour of the day, hypothesis and asset; both lists are sorted."""

    names: tuple[str, ...]
    assets: tuple[str, ...]
    net: Cube
    gross: Cube

    @cached_property
    def any_of_asset(self) -> NDArray[np.bool_]:
        return np.asarray(self.gross.any(axis=1))

    def holders(self, hour: int) -> list[str]:
        return [self.names[row] for row in np.flatnonzero(self.gross[hour].any(axis=1)).tolist()]


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """One hour by hypothesis and symbol; `unit_cost` is what a view of a symbol pays for it."""

    hour: Hour
    symbols: Sequence[str]
    unit_cost: Column


def days_of(day: str, terms: Terms) -> list[str]:
    """Name the days on which a view that is open on the day can have been received."""
    start = to_ms(parse(f"{day}T00:00:00Z"))
    first = start - (terms.primary_horizon + 1) * HOUR_MS - terms.interval_ms
    return [day_of(from_ms(each)) for each in range(first // DAY_MS * DAY_MS, start + 1, DAY_MS)]


def held_on(day: str, views: Iterable[tuple[str, Signal]], terms: Terms) -> Held:
    """Lay out signals, each beside the hypothesis it belongs to."""
    found = positions(views, terms)
    hour = (found.hour_ms - to_ms(parse(f"{day}T00:00:00Z"))) // HOUR_MS
    rows = np.flatnonzero((hour >= 0) & (hour < HOURS) & (found.gross > 0))
    place = hour[rows], found.agent[rows], found.asset[rows]
    net, gross = np.zeros((2, HOURS, len(found.agents), len(found.assets)))
    net[place], gross[place] = found.net[rows], found.gross[rows]
    return Held(found.agents, found.assets, net, gross)


def lay_out(
    held: Held, hour: int, prices: Mapping[str, Price], names: Mapping[str, int], terms: Terms
) -> Laid:
    """Lay an hour out with a row for each of `names`, which say where."""
    columns = np.flatnonzero(held.any_of_asset[hour]).tolist()
    symbols = sorted({*prices, *(held.assets[column] for column in columns)})
    known = [index for index, name in enumerate(held.names) if name in names]
    rows = np.array([names[held.names[index]] for index in known], dtype=np.int64)
    target = np.array([symbols.index(held.assets[column]) for column in columns], dtype=np.int64)
    net, gross = np.zeros((2, len(names), len(symbols)))
    net[np.ix_(rows, target)] = held.net[hour][np.ix_(known, columns)]
    gross[np.ix_(rows, target)] = held.gross[hour][np.ix_(known, columns)]
    unit_cost = np.array([_hourly_cost(terms, prices.get(one), one) for one in symbols])
    returns = np.array([prices[one].bps if one in prices else NAN for one in symbols])
    cost = np.asarray((gross * unit_cost).sum(axis=1))
    return Laid(Hour(returns, net, gross, cost), symbols, unit_cost)


def _hourly_cost(terms: Terms, seen: Price | None, symbol: str) -> float:
    cost = terms.cost(seen.venue if seen else "", symbol)
    return (cost.fee_bps + cost.slippage_bps) / terms.primary_horizon


def midnight(day: str) -> datetime:
    return parse(f"{day}T00:00:00Z")


def after(day: str) -> str:
    return day_of(midnight(day) + DAY)
