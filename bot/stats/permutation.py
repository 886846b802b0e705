"""An exact test of whether chosen ones lie above the rest.

Under chance every choice of so many out of all is equally likely. All of them are counted, so no
distribution is assumed and ties are no trouble. For shares it is Fisher's exact test, for numbers
that of Wilcoxon, Mann and Whitney.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np

from bot.stats.columns import Column


@dataclass(frozen=True, slots=True)
class Comparison:
    """`effect` is how much more often a chosen one lies above one of the rest than below, -1 to 1.

    Of shares it is their difference. `p` is the chance of so much or more, `least_p` the smallest
    that numbers like these can show at all.
    """

    effect: float
    p: float
    least_p: float
    chosen: int
    rest: int


def compare(chosen: Sequence[float], rest: Sequence[float]) -> Comparison | None:
    """Compare two sets of numbers; null where one is empty."""
    if not chosen or not rest:
        return None
    scores, count, others = _scores([*chosen, *rest]), len(chosen), sorted(rest)
    chances = _chances(scores, count)
    return Comparison(
        effect=fsum(place(one, others) for one in chosen) / count,
        p=min(1.0, fsum(chances[sum(scores[:count]) :].tolist())),
        least_p=float(chances[np.flatnonzero(chances)[-1]]),
        chosen=count,
        rest=len(rest),
    )


def place(one: float, others: Sequence[float]) -> float:
    """Give the share of the sorted others that it lies above, less the share that it lies below."""
    return _twice_rank(one, others) / len(others) - 1.0


def _scores(values: Sequence[float]) -> list[int]:
    """Give twice the rank of each, as a whole number; the lowest counts 0."""
    others = sorted(values)
    twice = [_twice_rank(one, others) for one in values]
    return [one - min(twice) for one in twice]


def _twice_rank(one: float, others: Sequence[float]) -> int:
    return bisect_left(others, one) + bisect_right(others, one)


def _chances(scores: Sequence[int], chosen: int) -> Column:
    """Count the choices that lead to each sum; counts only add up, so nothing cancels."""
    most = sum(sorted(scores)[-chosen:])
    ways = np.zeros((chosen + 1, most + 1))
    ways[0, 0] = 1.0
    for score in scores:
        ways[1:, score:] += ways[:-1, : most + 1 - score]
    of_all: Column = ways[chosen] / ways[chosen].sum()
    return of_all
