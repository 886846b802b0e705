"""Positions on the hours of the UTC clock: what each agent holds when an hour starts.

A signal is one unit of its asset, from the first full hour at or after its entry, for as many
hours as the primary horizon has. FLAT holds nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.events.signal import Signal
from bot.ledger.marks import Hour
from bot.ledger.pricing import Floats, Ints
from bot.ledger.signals import SIGNS, received_ms
from bot.ledger.symbols import asset
from bot.ledger.terms import HOUR_MS, Terms


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """One row for each (agent, asset, hour) with anything open, or that ended just then.

    `agent` and `asset` number the names in `agents` and `assets`. `net` and `gross` count units
    at the start of the hour; `entered` of them are new, and `left` ended at that moment.
    """

    agents: tuple[str, ...]
    assets: tuple[str, ...]
    agent: Ints
    asset: Ints
    hour_ms: Ints
    net: Floats
    gross: Floats
    entered: Floats
    left: Floats


def first_hour_ms(moment_ms: int, terms: Terms) -> int:
    entry_ms = -(-moment_ms // terms.interval_ms) * terms.interval_ms
    return -(-entry_ms // HOUR_MS) * HOUR_MS


def positions(views: Iterable[tuple[str, Signal]], terms: Terms) -> Positions:
    """Sum the units of signals, each beside whose it is; in order of these, asset and hour."""
    open_views = [(name, signal) for name, signal in views if SIGNS[signal.direction] != 0]
    held = [signal for _, signal in open_views]
    agents, agent = _number([name for name, _ in open_views])
    assets, of_asset = _number([asset(one.symbol) for one in held])
    hours = terms.primary_horizon
    first = np.array(
        [first_hour_ms(received_ms(one), terms) // HOUR_MS for one in held], dtype=np.int64
    )
    sign = np.array([SIGNS[one.direction] for one in held], dtype=np.float64)
    age = np.tile(np.arange(hours + 1), len(held))
    row = np.repeat(np.arange(len(held)), hours + 1)
    shape = len(agents), len(assets), int(first.max(initial=0)) + hours + 1
    cells, index = np.unique(
        np.ravel_multi_index((agent[row], of_asset[row], first[row] + age), shape),
        return_inverse=True,
    )
    of_agent, of_asset, hour = np.unravel_index(cells, shape)
    open_ = age < hours

    def total(units: Floats) -> Floats:
        summed = np.bincount(index, weights=units, minlength=len(cells))
        return summed.astype(np.float64)

    return Positions(
        agents,
        assets,
        agent=of_agent,
        asset=of_asset,
        hour_ms=hour * HOUR_MS,
        net=total(sign[row] * open_),
        gross=total(open_.astype(np.float64)),
        entered=total((age == 0).astype(np.float64)),
        left=total((age == hours).astype(np.float64)),
    )


def _number(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    known = sorted(set(names))
    codes = {name: code for code, name in enumerate(known)}
    return tuple(known), np.array([codes[name] for name in names], dtype=np.int64)


def held_hours(signals: Iterable[Signal], terms: Terms, now_ms: int) -> set[Hour]:
    """Name the hours that an open position has lived through, up to what has closed by now."""
    last = now_ms - HOUR_MS - terms.interval_ms
    hours: set[Hour] = set()
    for signal in signals:
        if SIGNS[signal.direction] != 0:
            name, first = asset(signal.symbol), first_hour_ms(received_ms(signal), terms)
            end = min(first + terms.primary_horizon * HOUR_MS, last + 1)
            hours.update((name, hour) for hour in range(first, end, HOUR_MS))
    return hours
