"""Measures of settled trades, in net bps, each with its n."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, fsum, isfinite

from bot.stats.measured import Measured, measured, unknown

TAIL = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Hits:
    """`rate` is over trades that were no ties; FLAT views are not trades."""

    rate: Measured
    ties: int
    flat: int


def total(net_bps: Sequence[float], least: int = 1) -> Measured:
    if not _known(net_bps):
        return unknown(len(net_bps))
    return measured(fsum(net_bps), len(net_bps), least)


def mean(net_bps: Sequence[float], least: int = 1) -> Measured:
    if not _known(net_bps):
        return unknown(len(net_bps))
    return measured(fsum(net_bps) / len(net_bps), len(net_bps), least)


def hits(net_bps: Sequence[float], flat: int = 0, least: int = 1) -> Hits:
    ties = sum(one == 0.0 for one in net_bps)
    decided = len(net_bps) - ties
    if not decided or not _known(net_bps):
        return Hits(unknown(decided), ties, flat)
    gained = sum(one > 0.0 for one in net_bps)
    return Hits(measured(gained / decided, decided, least), ties, flat)


def cvar95(net_bps: Sequence[float], least: int = 20) -> Measured:
    """Mean of the worst twentieth, rounded up to whole trades."""
    if not _known(net_bps):
        return unknown(len(net_bps))
    worst = sorted(net_bps)[: ceil(TAIL * len(net_bps))]
    return measured(fsum(worst) / len(worst), len(net_bps), least)


def drawdown(net_bps: Sequence[float]) -> Measured:
    """Give the deepest fall below the highest point; the first point is where one started."""
    if not _known(net_bps):
        return unknown(len(net_bps))
    levels = list(accumulate(net_bps, initial=0.0))
    peaks = accumulate(levels, max)
    falls = (peak - level for peak, level in zip(peaks, levels, strict=True))
    return measured(max(falls), len(net_bps), 1)


def _known(net_bps: Sequence[float]) -> bool:
    """Hold one number that cannot be against the whole series."""
    return bool(net_bps) and all(map(isfinite, net_bps))
