from math import sqrt

import numpy as np
import pytest
from scipy.stats import kurtosis, norm, skew

from bot.stats.returns import luckiest, psr, sharpe

NAN = float("nan")


def days(count: int, seed: int = 3) -> list[float]:
    drawn = np.random.default_rng(seed).standard_t(5, count)
    return [4.0 + 30.0 * float(one) for one in drawn]


def test_sharpe_against_numpy() -> None:
    daily = days(90)
    expected = np.mean(daily) / np.std(daily, ddof=1) * sqrt(365)
    assert sharpe(daily).value == pytest.approx(float(expected), rel=1e-12)
    assert sharpe(daily).n == 90


@pytest.mark.parametrize(
    "daily", [[], days(19), [5.0] * 40, [*days(30), NAN], [*days(30), float("inf")]]
)
def test_too_few_constant_or_impossible_days_are_null(daily: list[float]) -> None:
    assert sharpe(daily).value is None
    assert psr(daily).value is None
    assert psr(daily, luckiest([0.1, 0.2])).value is None


def test_psr_against_scipy() -> None:
    daily = days(120)
    ratio = float(np.mean(daily) / np.std(daily, ddof=1))
    shape = 1 - skew(daily) * ratio + (kurtosis(daily, fisher=False) - 1) / 4 * ratio**2
    expected = norm.cdf((ratio - 0.05) * sqrt(119) / sqrt(shape))
    assert psr(daily, 0.05).value == pytest.approx(float(expected), rel=1e-10)


def test_the_luckiest_of_many_by_simulation() -> None:
    rng = np.random.default_rng(1)
    trials = rng.normal(0.0, 0.1, 200)
    best = rng.normal(0.0, trials.std(ddof=1), (4000, 200)).max(axis=1).mean()
    assert luckiest(trials.tolist()) == pytest.approx(float(best), rel=0.02)


def test_more_trials_deflate_more() -> None:
    daily = days(120)
    few = psr(daily, luckiest([0.1, -0.1, 0.05])).value
    many = psr(daily, luckiest([0.1, -0.1, 0.05] * 30)).value
    assert few is not None
    assert many is not None
    assert many < few


def test_a_single_trial_is_not_deflated() -> None:
    assert psr(days(60), luckiest([0.1])) == psr(days(60))
