from collections.abc import Sequence
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stats.sketch import merged, quantile, sketch

LATENCIES = st.lists(st.floats(0.01, 1e9), min_size=1, max_size=200)


def exact(values: Sequence[float], share: float) -> float:
    return float(np.quantile(values, share, method="inverted_cdf"))


@given(LATENCIES, st.sampled_from([0.01, 0.25, 0.5, 0.9, 0.95, 1.0]))
def test_a_quantile_is_within_one_percent_of_the_exact_one(
    values: list[float], share: float
) -> None:
    assert quantile(sketch(values), share) == pytest.approx(exact(values, share), rel=0.01)


@given(st.lists(LATENCIES, max_size=5))
def test_days_merge_into_what_one_sketch_would_have_held(days: list[list[float]]) -> None:
    whole = sketch(value for day in days for value in day)
    assert merged(map(sketch, days)) == whole
    assert list(merged(map(sketch, reversed(days)))) == sorted(whole)


@pytest.mark.parametrize("value", [0.0, -0.0, -5.0, -1e300, 0.001, 5e-324])
def test_nothing_and_less_take_no_time(value: float) -> None:
    assert quantile(sketch([value]), 0.95) == 0.0


@pytest.mark.parametrize("value", [1e12, 1e15, 9e299])
def test_huge_ones_keep_their_size(value: float) -> None:
    assert quantile(sketch([value, 1.0]), 1.0) == pytest.approx(value, rel=0.01)


@pytest.mark.parametrize("value", [nan, inf, -inf, 1e301])
def test_what_is_no_time_makes_it_unknown(value: float) -> None:
    assert quantile(sketch([1.0, value]), 0.95) is None


def test_nothing_counted_has_no_quantile() -> None:
    assert quantile({}, 0.95) is None
    assert merged([]) == {}


def test_one_run_is_every_quantile() -> None:
    assert {quantile(sketch([800.0]), share) for share in (0.0, 0.5, 1.0)} == {
        quantile(sketch([800.0]), 0.95)
    }
