"""Candles kept in memory, by venue, market and interval: what is known stays."""

from array import array
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from bot.ledger.candles import Candle, Series, Span, clip, join_spans, series_of
from bot.words.problem import Problem

Place: TypeAlias = tuple[str, str, int]


class Shelf:
    """A cache of candles that forgets everything at the end of the run."""

    def __init__(self) -> None:
        self._series: dict[Place, Series] = {}

    def load(self, venue: str, market: str, interval_ms: int, start_ms: int, end_ms: int) -> Series:
        known = self._series.get((venue, market, interval_ms), Series(interval_ms))
        return clip(known, start_ms, end_ms)

    def store(
        self,
        venue: str,
        market: str,
        interval_ms: int,
        candles: Sequence[Candle],
        covered: Span,
        *,
        recheck: bool = False,
    ) -> tuple[Problem, ...]:
        place = venue, market, interval_ms
        known = self._series.get(place, Series(interval_ms))
        new = series_of(interval_ms, candles, [covered])
        self._series[place] = join(new, known) if recheck else join(known, new)
        return ()


def join(known: Series, new: Series) -> Series:
    """Put two series of one market together; where both have a candle, the known one stays."""
    times = np.concatenate([np.array(known.times), np.array(new.times)])
    kept, index = np.unique(times, return_index=True)

    def column(first: "array[float]", second: "array[float]") -> "array[float]":
        return array("d", np.concatenate([np.array(first), np.array(second)])[index].tobytes())

    return Series(
        known.interval_ms,
        join_spans((*known.covered, *new.covered)),
        array("q", kept.tobytes()),
        column(known.opens, new.opens),
        column(known.highs, new.highs),
        column(known.lows, new.lows),
        column(known.closes, new.closes),
    )
