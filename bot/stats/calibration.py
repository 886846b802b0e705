"""Calibration: what was said to be likely against what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from bot.stats.measured import Measured, measured, unknown

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts between `low` and the next bin: what they said on average, and what came."""

    low: float
    n: int
    said: float
    came: float


def brier(prob_up: Sequence[float], went_up: Sequence[bool], least: int = 1) -> Measured:
    count = len(prob_up)
    if not _sound(prob_up, went_up):
        return unknown(count)
    errors = ((said - came) ** 2 for said, came in zip(prob_up, went_up, strict=True))
    return measured(fsum(errors) / count, count, least)


def bins(prob_up: Sequence[float], went_up: Sequence[bool]) -> tuple[Bin, ...]:
    """Group forecasts into tenths; a tenth without any is left out."""
    if not _sound(prob_up, went_up):
        return ()
    groups: dict[int, list[tuple[float, bool]]] = {}
    for said, came in zip(prob_up, went_up, strict=True):
        groups.setdefault(tenth(said), []).append((said, came))
    return tuple(_bin(number, groups[number]) for number in sorted(groups))


def tenth(prob_up: float) -> int:
    return min(BINS - 1, int(prob_up * BINS))


def error(found: Sequence[Bin]) -> Measured:
    """Mean distance between what was said and what came, weighted by how often it was said."""
    count = sum(one.n for one in found)
    if not count:
        return unknown(0)
    return Measured(fsum(one.n * abs(one.said - one.came) for one in found) / count, count)


def _bin(number: int, group: Sequence[tuple[float, bool]]) -> Bin:
    count = len(group)
    said, came = fsum(said for said, _ in group), sum(came for _, came in group)
    return Bin(number / BINS, count, said / count, came / count)


def _sound(prob_up: Sequence[float], went_up: Sequence[bool]) -> bool:
    return 0 < len(prob_up) == len(went_up) and all(0.0 <= one <= 1.0 for one in prob_up)
