"""Measures of runs: how often they fail, how long they take, what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, exp, fsum, isfinite, lgamma, log

from bot.stats.measured import Measured, measured, unknown

CACHED = 4096
SLOW = 0.95


@dataclass(frozen=True, slots=True)
class Latency:
    mean: Measured
    p95: Measured


def error_rate(failed: int, runs: int, least: int = 1) -> Measured:
    return measured(failed / runs, runs, least) if runs > 0 else unknown(runs)


def error_bound(failed: int, runs: int, confidence: float, least: int = 1) -> Measured:
    """Upper bound of Clopper and Pearson: the largest rate that so few failures do not rule out."""
    if runs <= 0:
        return unknown(0)
    if failed >= runs:
        return measured(1.0, runs, least)
    return measured(_highest_rate(failed, runs, confidence), runs, least)


@lru_cache(maxsize=CACHED)
def _highest_rate(failed: int, runs: int, confidence: float) -> float:
    """Halve until no number lies between; windows of the same counts are asked for every hour."""
    ways = [_log_ways(runs, k) for k in range(failed + 1)]
    low, high = failed / runs, 1.0
    while low < (rate := (low + high) / 2.0) < high:
        too_likely = _at_most(ways, runs, rate) > 1.0 - confidence
        low, high = (rate, high) if too_likely else (low, rate)
    return high


def _at_most(log_ways: Sequence[float], runs: int, rate: float) -> float:
    """P(X <= failed) of a binomial count, from the logarithms of the ways to each count."""
    happens, does_not = log(rate), log(1.0 - rate)
    return fsum(exp(ways + k * happens + (runs - k) * does_not) for k, ways in enumerate(log_ways))


def _log_ways(runs: int, k: int) -> float:
    return lgamma(runs + 1) - lgamma(k + 1) - lgamma(runs - k + 1)


def latency(milliseconds: Sequence[float], least: int = 1) -> Latency:
    """Mean, and the time that 95 of 100 runs stay within (nearest rank)."""
    count = len(milliseconds)
    if not count or not all(map(isfinite, milliseconds)):
        return Latency(unknown(count), unknown(count))
    slow = sorted(milliseconds)[ceil(SLOW * count) - 1]
    return Latency(measured(fsum(milliseconds) / count, count, least), measured(slow, count, least))


def drift(recent: Sequence[float], before: Sequence[float], least: int = 1) -> Measured:
    """Mean cost of a run now, over what it was; null where there was no cost to compare with."""
    return drift_of_sums((fsum(recent), len(recent)), (fsum(before), len(before)), least)


def drift_of_sums(recent: tuple[float, int], before: tuple[float, int], least: int = 1) -> Measured:
    """Compare two sums of costs, each with its number of runs."""
    (now, runs), (base, runs_before) = recent, before
    fewer = min(runs, runs_before)
    if not fewer or not base > 0.0:
        return unknown(fewer)
    return measured(now / runs / (base / runs_before), fewer, least)


def per_signal(cost_usd: float, settled: int, least: int = 1) -> Measured:
    return measured(cost_usd / settled, settled, least) if settled > 0 else unknown(0)


def value_over_cost(value_usd: float, cost_usd: float, settled: int, least: int = 1) -> Measured:
    """Earned for each USD spent; null where nothing was spent, which says nothing of worth."""
    return measured(value_usd / cost_usd, settled, least) if cost_usd > 0.0 else unknown(settled)
