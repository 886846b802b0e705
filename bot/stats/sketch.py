"""A sketch of latencies: how many fell into each bin, so that days add up and quantiles stay near.

Bins from 1 on grow by about 2 % each, so that the middle of one is within 1 % of all it holds.
Below the floor everything is zero, and what is no number makes a quantile unknown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import ceil, exp, isfinite, log

FLOOR_MS, HUGE_MS = 0.001, 1e300
ERROR = 0.0099  # a little below 1 %, for the rounding at the edges of a bin
STEP = log((1.0 + ERROR) / (1.0 - ERROR))
ZERO, NO_NUMBER = 0, -1


def sketch(values: Iterable[float]) -> dict[int, int]:
    return dict(sorted(Counter(map(bin_of, values)).items()))


def bin_of(value: float) -> int:
    if not (isfinite(value) and value < HUGE_MS):
        return NO_NUMBER
    if value <= FLOOR_MS:
        return ZERO
    return ceil((log(value) - log(FLOOR_MS)) / STEP)


def merged(sketches: Iterable[Mapping[int, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for one in sketches:
        for number, count in one.items():
            total[number] = total.get(number, 0) + count
    return {number: total[number] for number in sorted(total)}


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """Give the value that so large a share stays within, by nearest rank; null where unknown."""
    total = sum(counts.values())
    if total <= 0 or NO_NUMBER in counts:
        return None
    rank = min(total, max(1, ceil(share * total)))
    return _value(next(number for number, upto in _running(counts) if upto >= rank))


def _running(counts: Mapping[int, int]) -> Iterable[tuple[int, int]]:
    upto = 0
    for number in sorted(counts):
        upto += counts[number]
        yield number, upto


def _value(number: int) -> float:
    if number == ZERO:
        return 0.0
    return FLOOR_MS * exp((number - 1) * STEP) * (1.0 + ERROR)
