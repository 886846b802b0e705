"""Sharpe ratios of daily returns, and how likely a true one above a benchmark is behind them."""

from collections.abc import Sequence
from math import e, fsum, isfinite, sqrt
from statistics import NormalDist

from bot.stats.measured import Measured, unknown

DAYS_A_YEAR = 365.0
LEAST_DAYS = 20
EULER = 0.5772156649015329
NORMAL = NormalDist()


def sharpe(daily: Sequence[float], least: int = LEAST_DAYS) -> Measured:
    """Annualised; null below `least` days, at zero variance, and where a day is not a number."""
    ratio = _per_day(daily, least)
    return Measured(None if ratio is None else ratio * sqrt(DAYS_A_YEAR), len(daily))


def psr(daily: Sequence[float], benchmark: float = 0.0, least: int = LEAST_DAYS) -> Measured:
    """Probability that the true Sharpe ratio of a day exceeds the benchmark (probabilistic)."""
    ratio = _per_day(daily, least)
    if ratio is None:
        return unknown(len(daily))
    skew, kurtosis = _shape(daily)
    spread = 1.0 - skew * ratio + (kurtosis - 1.0) / 4.0 * ratio * ratio
    if spread <= 0.0:
        return unknown(len(daily))
    z = (ratio - benchmark) * sqrt(len(daily) - 1.0) / sqrt(spread)
    return Measured(NORMAL.cdf(z), len(daily))


def luckiest(trials: Sequence[float]) -> float:
    """Give the best ratio of a day that so many trials without skill would show.

    It is the expected maximum of so many around zero, spread as these are. A PSR against it is the
    deflated one (DSR), if the trials are those of every hypothesis there was, its own among them.
    """
    count = len(trials)
    if count <= 1:
        return 0.0
    best = NORMAL.inv_cdf(1.0 - 1.0 / count)
    nearly = NORMAL.inv_cdf(1.0 - 1.0 / (count * e))
    return deviation(trials) * ((1.0 - EULER) * best + EULER * nearly)


def deviation(values: Sequence[float]) -> float:
    """Give the standard deviation of a sample of at least two (ddof 1)."""
    mean = fsum(values) / len(values)
    return sqrt(fsum((one - mean) ** 2 for one in values) / (len(values) - 1))


def _per_day(daily: Sequence[float], least: int) -> float | None:
    if len(daily) < max(least, 2) or not all(map(isfinite, daily)) or len(set(daily)) == 1:
        return None
    spread = deviation(daily)
    return fsum(daily) / len(daily) / spread if spread > 0.0 else None


def _shape(daily: Sequence[float]) -> tuple[float, float]:
    """Skewness and kurtosis, of the population."""
    mean, count = fsum(daily) / len(daily), len(daily)
    moments = [fsum((one - mean) ** power for one in daily) / count for power in (2, 3, 4)]
    return moments[1] / moments[0] ** 1.5, moments[2] / moments[0] ** 2
