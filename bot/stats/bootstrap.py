"""What chance alone could have made of a row of days: they are drawn anew, in blocks.

A block keeps days together that lean on each other, such as a storm or a trade held overnight.
Blocks run on from the last day to the first, so that every day is as likely as any other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import cbrt, ceil
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.stats.columns import Column, Matrix

Draws: TypeAlias = NDArray[np.int64]
Statistic: TypeAlias = Callable[[Matrix], Column]
"""Takes rows of days, gives one number for each row. A day is a number, or several."""

SEED = 20_260_321
LEAST_DAYS = 20
TAIL = 0.05


class Course(NamedTuple):
    """A day's sum, how far above and below its start it came, and its deepest fall."""

    total: float
    above: float
    below: float
    fall: float


STILL = Course(0.0, 0.0, 0.0, 0.0)
Day: TypeAlias = float | Course


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        return self.low <= 0.0 <= self.high


def draws(days: int, samples: int, seed: int = SEED) -> Draws:
    """Draw the days of each sample: the same for the same number of days, so that two compare."""
    length = block(days)
    blocks = ceil(days / length)
    starts = np.random.default_rng([seed, days, samples]).integers(0, days, (samples, blocks))
    whole = (starts[:, :, None] + np.arange(length)).reshape(samples, -1) % days
    found: Draws = whole[:, :days]
    return found


def block(days: int) -> int:
    """Say how many days stay together: the usual cube root."""
    return max(1, round(cbrt(days)))


def interval(
    daily: Sequence[Day], statistic: Statistic, drawn: Draws, confidence: float
) -> Interval | None:
    """Null where there are too few days to draw from."""
    if len(daily) < LEAST_DAYS:
        return None
    found = statistic(np.array(daily, dtype=np.float64)[drawn])
    return _middle(found, confidence)


def difference(
    before: Sequence[Day],
    after: Sequence[Day],
    statistic: Statistic,
    drawn: Draws,
    confidence: float,
) -> Interval | None:
    """Draw the same days of both: what moved the two alike is no difference."""
    if len(before) < LEAST_DAYS or len(before) != len(after):
        return None
    old, new = (np.array(each, dtype=np.float64)[drawn] for each in (before, after))
    return _middle(statistic(new) - statistic(old), confidence)


def _middle(found: Column, confidence: float) -> Interval:
    outside = (1.0 - confidence) / 2.0
    low, high = np.quantile(found, [outside, 1.0 - outside]).tolist()
    return Interval(low, high)


def total(rows: Matrix) -> Column:
    return np.asarray(rows.sum(axis=1))


def course(steps: Sequence[float]) -> Course:
    """Follow a day from its start, step by step."""
    levels = [0.0, *accumulate(steps)]
    peaks = accumulate(levels, max)
    falls = [peak - level for peak, level in zip(peaks, levels, strict=True)]
    return Course(levels[-1], max(levels), min(levels), max(falls))


def drawdown(rows: Matrix) -> Column:
    """Give the deepest fall below the highest point so far, within days that are courses or over.

    The first point is where the first day began.
    """
    totals, above, below, falls = np.moveaxis(rows, -1, 0)
    starts = np.cumsum(totals, axis=1) - totals
    peaks = np.maximum.accumulate(starts + above, axis=1)
    earlier = np.concatenate([np.zeros_like(peaks[:, :1]), peaks[:, :-1]], axis=1)
    deepest = np.maximum(falls, earlier - (starts + below))
    return np.asarray(deepest.max(axis=1))


def tail(rows: Matrix) -> Column:
    """Give the mean of the worst twentieth of days, rounded up to whole ones."""
    worst = np.sort(rows, axis=1)[:, : ceil(TAIL * rows.shape[1])]
    return np.asarray(worst.mean(axis=1))
