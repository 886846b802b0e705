"""The e-process: how much a bettor who bet against "no edge" would have won, in logarithms.

With E[y|past] <= 0 and E[y*y|past] <= s*s it passes k with a chance of at most 1/k, however often
one looks: Delyon's inequality for each step, a normal mixture over bets, Ville over time.
"""

import math

import numpy as np

from bot.stats.columns import Column
from bot.stats.normal import log_cdf, log_cdfs

LONGEST = 1e6


def variance(squares: Column, budget: Column) -> Column:
    """V: a third of what was seen and two thirds of what was allowed for."""
    return (squares + 2.0 * budget) / 3.0


def log_e(drift: float, spread: float, rho: float) -> float:
    whole = spread + rho
    shape = 0.5 * math.log(4.0 * rho / whole) + drift * drift / (2.0 * whole)
    return shape + log_cdf(drift / math.sqrt(whole))


def log_es(drift: Column, spread: Column, rho: float) -> Column:
    whole = spread + rho
    shape = 0.5 * np.log(4.0 * rho / whole) + drift * drift / (2.0 * whole)
    return np.asarray(shape + log_cdfs(drift / np.sqrt(whole)))


def growth_needed(drift: float, spread: float, rho: float, target: float) -> float | None:
    """Say by what factor evidence must grow at its present rate to reach a log e-value.

    Null where it never does: without a positive drift more of the same is no help.
    """
    if drift <= 0.0 or spread <= 0.0:
        return None
    low = high = 1.0
    while log_e(drift * high, spread * high, rho) < target:
        low, high = high, high * 2.0
        if high > LONGEST:
            return None
    for _ in range(50):
        middle = (low + high) / 2.0
        reached = log_e(drift * middle, spread * middle, rho) >= target
        low, high = (low, middle) if reached else (middle, high)
    return high
