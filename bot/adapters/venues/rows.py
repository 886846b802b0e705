"""Rows of numbers, as exchanges send them, read strictly: text in, candles or a reason out."""

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.ledger.candles import Candle, Span, cut_spans
from bot.ledger.validity import sift
from bot.ports.venue import CandleRequest, Candles
from bot.words.problem import Problem
from bot.words.text import printable

NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")
TIME = re.compile(r"[0-9]{1,16}")
# A market may be silent, but a venue may also be late: silence is believed when it is this old.
LATE_MS = 15 * 60_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a row has what; `unit_ms` is the unit of its open time."""

    width: int
    time: int
    open: int
    high: int
    low: int
    close: int
    unit_ms: int


def decode(body: bytes) -> object:
    """Read JSON with every number as the text it was sent as; ValueError where it is none."""
    try:
        return json.loads(body, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        start = printable(body[:40].decode("utf-8", "replace"), 40)
        raise ValueError(f"answered something that is not JSON: {start!r}") from None


def candles_of(body: bytes, columns: Columns) -> tuple[Candle, ...]:
    """Read a whole answer; ValueError where a row does not even say its time."""
    rows = decode(body)
    if not isinstance(rows, list):
        raise ValueError("answered JSON that is not a list of candles")  # noqa: TRY004 - one kind of refusal
    return tuple(_candle(row, number, columns) for number, row in enumerate(rows, 1))


def _candle(row: object, number: int, columns: Columns) -> Candle:
    if not isinstance(row, list) or len(row) != columns.width:
        raise ValueError(f"answered with row {number} not of {columns.width} fields")
    time = row[columns.time]
    if not isinstance(time, str) or not TIME.fullmatch(time):
        raise ValueError(f"answered with row {number} without a time")
    prices = (row[i] for i in (columns.open, columns.high, columns.low, columns.close))
    return Candle(int(time) * columns.unit_ms, *map(price, prices))


def price(value: object) -> float:
    """Read a price; NaN, which nothing downstream accepts, where it is no number."""
    return float(value) if isinstance(value, str) and NUMBER.fullmatch(value) else math.nan


def answer(
    candles: Iterable[Candle], asked: CandleRequest, closed_ms: int, source: str, requests: int
) -> Candles:
    """Keep what was asked for, is sound and has closed, and say which span is now known."""
    inside: list[Candle] = []
    stray: list[Problem] = []
    shut_ms = closed_ms - closed_ms % asked.interval_ms
    for candle in candles:
        if not asked.start_ms <= candle.open_time_ms < asked.end_ms:
            stray.append(_stray(candle, source))
        elif candle.open_time_ms < shut_ms:
            inside.append(candle)
    sifted = sift(inside, asked.interval_ms, source)
    end_ms = _known_until(sifted.candles, asked, closed_ms)
    start, end = longest(cut_spans([(asked.start_ms, end_ms)], sifted.holes), asked.start_ms)
    known = tuple(c for c in sifted.candles if start <= c.open_time_ms < end)
    return Candles(known, (start, end), (*stray, *sifted.problems), requests)


def longest(spans: Iterable[Span], otherwise_ms: int) -> Span:
    return max(spans, key=lambda span: span[1] - span[0], default=(otherwise_ms, otherwise_ms))


def _known_until(candles: tuple[Candle, ...], asked: CandleRequest, closed_ms: int) -> int:
    believed_ms = (closed_ms - LATE_MS) // asked.interval_ms * asked.interval_ms
    last_ms = candles[-1].open_time_ms + asked.interval_ms if candles else asked.start_ms
    return min(asked.end_ms, max(believed_ms, last_ms))


def _stray(candle: Candle, source: str) -> Problem:
    return Problem(source, None, "open_time", str(candle.open_time_ms), "was not asked for")
