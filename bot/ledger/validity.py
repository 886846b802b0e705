"""Which candles may be used. What cannot be used leaves a hole: its time counts as unknown."""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from bot.ledger.candles import Candle, Span, join_spans
from bot.words.problem import Problem


class Sifted(NamedTuple):
    candles: tuple[Candle, ...]
    problems: tuple[Problem, ...]
    holes: tuple[Span, ...]


def fault(candle: Candle, interval_ms: int) -> tuple[str, str] | None:
    """Name the field that makes a candle unusable and say why; None for a sound one."""
    for name in ("open", "high", "low", "close"):
        value = getattr(candle, name)
        if not (math.isfinite(value) and value > 0):
            return name, "is not a price above zero"
    if candle.open_time_ms % interval_ms:
        return "open_time_ms", f"is not a multiple of {interval_ms} ms"
    if candle.low > min(candle.open, candle.close):
        return "low", "is above the open or the close"
    if candle.high < max(candle.open, candle.close):
        return "high", "is below the open or the close"
    return None


def sift(candles: Iterable[Candle], interval_ms: int, source: str) -> Sifted:
    """Part candles, in any order, into usable ones, problems, and the holes these leave.

    Equal duplicates count once. Of two that contradict each other neither is believed.
    """
    good: list[Candle] = []
    problems: list[Problem] = []
    holes: list[Span] = []
    ordered = sorted(dict.fromkeys(candles), key=_time)
    for time_ms, group in groupby(ordered, key=_time):
        same = tuple(group)
        problem = _problem(same, interval_ms, source)
        if problem is None:
            good.append(same[0])
            continue
        problems.append(problem)
        start = time_ms - time_ms % interval_ms
        holes.append((start, start + interval_ms))
    return Sifted(tuple(good), tuple(problems), join_spans(holes))


def _time(candle: Candle) -> int:
    return candle.open_time_ms


def _problem(same: Sequence[Candle], interval_ms: int, source: str) -> Problem | None:
    where = f"{source}, candle {same[0].open_time_ms}"
    if len(same) > 1:
        return Problem(where, None, "", str(len(same)), "was given with different prices")
    found = fault(same[0], interval_ms)
    if found is None:
        return None
    field, reason = found
    return Problem(where, None, field, str(getattr(same[0], field)), reason)
