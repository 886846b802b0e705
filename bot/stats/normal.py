"""The normal distribution function, for single numbers and for columns."""

import math

import numpy as np

from bot.stats.columns import Column

ROOT_HALF = math.sqrt(0.5)
FAR = -30.0  # erfc underflows near -38; long before that the tail series is exact to the last bit


def cdf(x: float) -> float:
    return 0.5 * math.erfc(-x * ROOT_HALF)


def log_cdf(x: float) -> float:
    if x < FAR:
        return _log_tail(x)
    return math.log(cdf(x))


def log_cdfs(values: Column) -> Column:
    """Give the same as for each alone; written out, as a long history asks millions of times."""
    log, erfc = math.log, math.erfc
    found = [log(0.5 * erfc(-x * ROOT_HALF)) if x >= FAR else log_cdf(x) for x in values.tolist()]
    return np.array(found, dtype=np.float64)


def _log_tail(x: float) -> float:
    inverse = 1.0 / (x * x)
    series = 1.0 - inverse * (1.0 - 3.0 * inverse * (1.0 - 5.0 * inverse * (1.0 - 7.0 * inverse)))
    return -0.5 * x * x - math.log(-x) - 0.5 * math.log(2.0 * math.pi) + math.log(series)
