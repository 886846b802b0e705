import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from bot.stats.eprocess import growth_needed, log_e, log_es, variance

RHO = 60.0


def test_the_vector_of_the_definition() -> None:
    assert log_e(10.0, 100.0, 15.80063) == pytest.approx(-0.06502, abs=5e-6)


def test_no_data_is_no_evidence() -> None:
    assert log_e(0.0, 0.0, RHO) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize(("drift", "spread"), [(10.0, 100.0), (-5.0, 30.0), (40.0, 160.0)])
def test_it_is_the_mixture_of_bets_over_a_half_normal(drift: float, spread: float) -> None:
    def bet(size: float) -> float:
        prior = 2.0 * float(norm.pdf(size, scale=1.0 / math.sqrt(RHO)))
        return prior * math.exp(size * drift - 0.5 * size * size * spread)

    assert math.exp(log_e(drift, spread, RHO)) == pytest.approx(quad(bet, 0.0, 3.0)[0], rel=1e-7)


def test_columns_and_single_numbers_agree() -> None:
    drift, spread = np.array([10.0, -4.0, 0.0]), np.array([100.0, 20.0, 0.0])
    single = [log_e(*pair, RHO) for pair in zip(drift.tolist(), spread.tolist(), strict=True)]
    assert log_es(drift, spread, RHO).tolist() == pytest.approx(single, rel=1e-14)


def test_variance_takes_a_third_of_what_was_seen() -> None:
    assert variance(np.array([3.0]), np.array([6.0])).tolist() == [5.0]


def test_growth_needed_reaches_the_target_and_not_much_more() -> None:
    factor = growth_needed(15.0, 90.0, RHO, math.log(20.0))
    assert factor is not None
    assert log_e(15.0 * factor, 90.0 * factor, RHO) == pytest.approx(math.log(20.0), abs=1e-9)


@pytest.mark.parametrize(("drift", "spread"), [(0.0, 50.0), (-3.0, 50.0), (1.0, 0.0)])
def test_without_a_rate_nothing_is_ever_reached(drift: float, spread: float) -> None:
    assert growth_needed(drift, spread, RHO, math.log(20.0)) is None


def test_what_is_reached_already_needs_no_growth() -> None:
    assert growth_needed(60.0, 90.0, RHO, math.log(20.0)) == pytest.approx(1.0)


def test_a_fair_game_seldom_passes_k_however_often_one_looks() -> None:
    rng = np.random.default_rng(11)
    y = rng.standard_normal((2000, 400))
    drift, squares = y.cumsum(axis=1), (y * y).cumsum(axis=1)
    spread = variance(squares, np.broadcast_to(np.arange(1.0, 401.0), squares.shape))
    for k in (5.0, 20.0):
        passed = (log_es(drift.ravel(), spread.ravel(), RHO) >= math.log(k)).reshape(y.shape)
        assert passed.any(axis=1).mean() <= 1.0 / k
