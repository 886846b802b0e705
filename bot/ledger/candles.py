"""Closed candles of one market: single ones as values, long runs of them as columns."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]  # from, until (exclusive), both in ms


@dataclass(frozen=True, slots=True)
class Candle:
    open_time_ms: int
    open: float
    high: float
    low: float
    close: float


def _times() -> "array[int]":
    return array("q")


def _prices() -> "array[float]":
    return array("d")


@dataclass(frozen=True, slots=True)
class Series:
    """Candles in order of time, one a time; `covered` are the spans about which all is known.

    Inside a covered span a missing candle means that nobody traded; outside it means nothing.
    """

    interval_ms: int
    covered: tuple[Span, ...] = ()
    times: "array[int]" = field(default_factory=_times)
    opens: "array[float]" = field(default_factory=_prices)
    highs: "array[float]" = field(default_factory=_prices)
    lows: "array[float]" = field(default_factory=_prices)
    closes: "array[float]" = field(default_factory=_prices)

    def __len__(self) -> int:
        return len(self.times)

    def __iter__(self) -> Iterator[Candle]:
        rows = zip(self.times, self.opens, self.highs, self.lows, self.closes, strict=True)
        return (Candle(*row) for row in rows)

    def first_from(self, time_ms: int) -> int:
        """Return the index of the first candle that opens at or after the time."""
        return bisect_left(self.times, time_ms)

    def covers(self, start_ms: int, end_ms: int) -> bool:
        return any(start <= start_ms and end_ms <= end for start, end in self.covered)


def series_of(interval_ms: int, candles: Iterable[Candle], covered: Iterable[Span]) -> Series:
    """Build a series from candles of distinct times, in any order."""
    rows = sorted(candles, key=lambda candle: candle.open_time_ms)
    return Series(
        interval_ms,
        join_spans(covered),
        array("q", [row.open_time_ms for row in rows]),
        array("d", [row.open for row in rows]),
        array("d", [row.high for row in rows]),
        array("d", [row.low for row in rows]),
        array("d", [row.close for row in rows]),
    )


def clip(series: Series, start_ms: int, end_ms: int) -> Series:
    """Cut a series to what opens, and is known, in [start_ms, end_ms)."""
    part = slice(series.first_from(start_ms), series.first_from(end_ms))
    spans = ((max(start, start_ms), min(end, end_ms)) for start, end in series.covered)
    return Series(
        series.interval_ms,
        join_spans(spans),
        series.times[part],
        series.opens[part],
        series.highs[part],
        series.lows[part],
        series.closes[part],
    )


def join_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort spans, drop the empty ones and join those that touch."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def cut_spans(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """Take the holes out of the spans."""
    left = join_spans(spans)
    for hole in join_spans(holes):
        left = tuple(part for span in left for part in _around(span, hole))
    return left


def _around(span: Span, hole: Span) -> Iterator[Span]:
    parts = ((span[0], min(span[1], hole[0])), (max(span[0], hole[1]), span[1]))
    return (part for part in parts if part[0] < part[1])
