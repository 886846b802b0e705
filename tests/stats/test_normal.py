import pytest
from scipy.stats import norm

from bot.stats.normal import cdf, log_cdf


@pytest.mark.parametrize("x", [-300.0, -37.0, -30.001, -29.999, -8.0, -1.0, 0.0, 0.5, 3.0, 9.0])
def test_log_cdf_agrees_with_scipy_far_into_the_tail(x: float) -> None:
    assert log_cdf(x) == pytest.approx(float(norm.logcdf(x)), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("x", [-5.0, -1.0, 0.0, 2.0])
def test_cdf_agrees_with_scipy(x: float) -> None:
    assert cdf(x) == pytest.approx(float(norm.cdf(x)), rel=1e-13)
