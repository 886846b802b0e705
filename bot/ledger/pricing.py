"""Which candle prices a moment: the first that opens then or later, if nothing before it can hide.

A moment is FOUND when everything from it to its candle is known, a GAP when it is known that no
candle opened for too long, and UNKNOWN while neither can be said.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bot.ledger.candles import Series, Span

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]

UNKNOWN, GAP, FOUND = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """For each wanted moment: its state, its candle's time and open, what is first unknown."""

    state: Ints
    time_ms: Ints
    price: Floats
    unknown_ms: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """Entries, and exits: one horizon after the entry, estimated where that is not known yet."""

    entry: Moments
    exit: Moments

    @property
    def priced(self) -> npt.NDArray[np.bool_]:
        both: npt.NDArray[np.bool_] = (self.entry.state == FOUND) & (self.exit.state == FOUND)
        return both


def legs(series: Series, wanted_ms: Ints, horizon_ms: Ints, now_ms: int, max_gap_ms: int) -> Legs:
    entry = locate(series, wanted_ms, now_ms, max_gap_ms)
    started = np.where(entry.state == FOUND, entry.time_ms, grid(wanted_ms, series.interval_ms))
    return Legs(entry, locate(series, started + horizon_ms, now_ms, max_gap_ms))


def locate(series: Series, wanted_ms: Ints, now_ms: int, max_gap_ms: int) -> Moments:
    starts, ends = _known(series.covered, now_ms, series.interval_ms)
    times = np.append(np.array(series.times, dtype=np.int64), np.iinfo(np.int64).max)
    opens = np.append(np.array(series.opens, dtype=np.float64), np.nan)
    wanted = grid(wanted_ms, series.interval_ms)
    span = np.searchsorted(ends, wanted, side="right")
    known_to = np.where(starts[span] <= wanted, ends[span], wanted)
    index = np.searchsorted(times, wanted)
    candle = times[index]
    latest = wanted + max_gap_ms
    found = (candle < known_to) & (candle <= latest)
    gap = ~found & (known_to > latest)
    state = np.where(found, FOUND, np.where(gap, GAP, UNKNOWN))
    return Moments(state, candle, opens[index], known_to)


def grid(moments_ms: Ints, interval_ms: int) -> Ints:
    """Round up to the times at which candles open."""
    rounded: Ints = -(-moments_ms // interval_ms) * interval_ms
    return rounded


def closed_until(now_ms: int, interval_ms: int) -> int:
    """Return the end of the newest closed candle: what opens before it has closed by now."""
    return now_ms // interval_ms * interval_ms


def _known(covered: tuple[Span, ...], now_ms: int, interval_ms: int) -> tuple[Ints, Ints]:
    """Clip spans to what has closed, and end them with one that never begins."""
    closed = closed_until(now_ms, interval_ms)
    never = np.iinfo(np.int64).max
    clipped = [(start, min(end, closed)) for start, end in covered if start < closed]
    columns = np.array([*clipped, (never, never)], dtype=np.int64)
    return columns[:, 0], columns[:, 1]
