"""A lower confidence bound on what one view earns a day, valid however often one looks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import log
from typing import TypeAlias

from bot.policy.evidence import Evidence as Terms
from bot.stats.eprocess import log_e

STEPS, GROWTH = 40, 1.2
HALVINGS = 60

Against: TypeAlias = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Sums:
    """One hypothesis' sums; `exposure` counts views held, in days."""

    drift: float
    spread: float
    exposure: float
    exposure_drift: float
    exposure_squares: float


def mean_view(sums: Sums) -> float | None:
    """Net of cost and market tilt, in units of 24 h market volatility; null without any view."""
    return sums.drift / sums.exposure if sums.exposure > 0 else None


def lower_bound(sums: Sums, terms: Terms) -> float | None:
    """Give the smallest mean that the evidence does not rule out; null where it rules out none."""
    middle = mean_view(sums)
    if middle is None:
        return None
    limit = -log(1.0 - terms.bound_confidence)
    width = (sums.spread + terms.rho) ** 0.5 / sums.exposure
    log_against = partial(_against, sums, terms.rho)
    refuted = _refuted(log_against, middle, width, limit)
    return None if refuted is None else _bisect(log_against, refuted, middle, limit)


def _against(sums: Sums, rho: float, mean: float) -> float:
    """Log e-value against "no view earns more than `mean`"."""
    squares = mean * (mean * sums.exposure_squares - 2.0 * sums.exposure_drift) / 3.0
    return log_e(sums.drift - mean * sums.exposure, max(0.0, sums.spread + squares), rho)


def _refuted(log_against: Against, middle: float, width: float, limit: float) -> float | None:
    for step in range(STEPS):
        mean = middle - width * GROWTH**step
        if log_against(mean) >= limit:
            return mean
    return None


def _bisect(log_against: Against, refuted: float, kept: float, limit: float) -> float:
    for _ in range(HALVINGS):
        mean = (refuted + kept) / 2.0
        refuted, kept = (mean, kept) if log_against(mean) >= limit else (refuted, mean)
    return refuted
