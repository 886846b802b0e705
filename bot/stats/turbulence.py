"""Turbulence: how an asset moved by the hour during a trade, over how it had moved before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum, isfinite, sqrt

import numpy as np

from bot.ledger.marks import Mark, counting
from bot.ledger.pricing import Floats, Ints
from bot.ledger.terms import HOUR_MS
from bot.stats.curve import BPS

BEFORE_HOURS = 168  # a week, so that its quiet days are in it
LEAST_BEFORE = 24
LEAST_SHARE = 0.5  # of a trade's hours


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Hours with a price, in order, and the sum of squared returns before each of them."""

    hours: Ints
    squares: Floats

    def between(self, start: int, end: int) -> tuple[int, float]:
        """Count the hours in a span that have a price, and give their mean squared return."""
        first, last = np.searchsorted(self.hours, [start, end]).tolist()
        count = last - first
        total = float(self.squares[last] - self.squares[first])
        return count, total / count if count else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """One of each asset, and one of the market: the mean return of what has a price."""

    assets: Mapping[str, Track]
    market: Track


def tracks(marks: Iterable[Mark]) -> Tracks:
    by_asset: dict[str, dict[int, float]] = {}
    by_hour: dict[int, list[float]] = {}
    for (asset, hour_ms), mark in counting(marks).items():
        change, hour = BPS * (mark.close / mark.open - 1.0), hour_ms // HOUR_MS
        by_asset.setdefault(asset, {})[hour] = change
        by_hour.setdefault(hour, []).append(change)
    market = {hour: fsum(changes) / len(changes) for hour, changes in by_hour.items()}
    return Tracks({asset: _track(one) for asset, one in by_asset.items()}, _track(market))


def turbulence(track: Track, entry_ms: int, exit_ms: int) -> float | None:
    """Give the ratio of volatilities: in the trade's full hours, to the week before its entry."""
    start, end = -(-entry_ms // HOUR_MS), exit_ms // HOUR_MS
    count, during = track.between(start, end)
    count_before, before = track.between(entry_ms // HOUR_MS - BEFORE_HOURS, entry_ms // HOUR_MS)
    enough = count >= max(1.0, LEAST_SHARE * (end - start)) and count_before >= LEAST_BEFORE
    if not enough or not before > 0.0:
        return None
    ratio = sqrt(max(0.0, during) / before)
    return ratio if isfinite(ratio) else None


def _track(returns: Mapping[int, float]) -> Track:
    hours = sorted(returns)
    squares = np.cumsum([0.0, *(returns[hour] ** 2 for hour in hours)])
    return Track(np.array(hours, dtype=np.int64), squares)
