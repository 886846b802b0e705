import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from bot.stats.measured import Measured
from bot.stats.runs import drift, error_bound, error_rate, latency, per_signal, value_over_cost

NAN = float("nan")


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_exact_bound_against_scipy(case: tuple[int, int]) -> None:
    failed, runs = case
    expected = 1.0 if failed == runs else float(beta.ppf(0.95, failed + 1, runs - failed))
    assert error_bound(failed, runs, 0.95).value == pytest.approx(expected, abs=1e-9)


def test_thirty_clean_runs_stay_below_a_tenth() -> None:
    bound = error_bound(0, 30, 0.95).value
    assert bound is not None
    assert bound < 0.10


def test_without_runs_there_is_no_rate() -> None:
    assert error_rate(0, 0) == Measured(None, 0)
    assert error_bound(0, 0, 0.95) == Measured(None, 0)
    assert error_rate(3, 3) == Measured(1.0, 3)
    assert error_rate(0, 19, least=20) == Measured(None, 19)


def test_latency_by_nearest_rank() -> None:
    found = latency([float(one) for one in range(1, 101)])
    assert found.mean == Measured(50.5, 100)
    assert found.p95 == Measured(95.0, 100)
    assert latency([7.0]).p95 == Measured(7.0, 1)


@pytest.mark.parametrize("values", [[], [1.0, NAN]])
def test_latency_of_nothing_known_is_null(values: list[float]) -> None:
    assert latency(values).mean.value is None
    assert latency(values).p95.value is None


def test_cost_drift_is_a_ratio_and_null_without_a_base() -> None:
    assert drift([2.0, 4.0], [1.0, 1.0, 4.0]) == Measured(1.5, 2)
    assert drift([1.0], [0.0]) == Measured(None, 1)
    assert drift([], [1.0]) == Measured(None, 0)
    assert drift([1.0], [NAN]).value is None
    assert drift([1.0], [1.0], least=2).value is None


def test_cost_per_signal_and_value_over_cost_never_divide_by_zero() -> None:
    assert per_signal(3.0, 4) == Measured(0.75, 4)
    assert per_signal(3.0, 0) == Measured(None, 0)
    assert value_over_cost(6.0, 3.0, 10) == Measured(2.0, 10)
    assert value_over_cost(6.0, 0.0, 10) == Measured(None, 10)
