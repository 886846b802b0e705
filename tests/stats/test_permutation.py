from itertools import combinations
from math import comb
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bot.stats.permutation import compare

VALUES = st.floats(-1e6, 1e6).map(lambda one: round(one, 3))
SMALL = st.integers(0, 3).map(float)


@given(st.integers(1, 12), st.integers(1, 30), st.data())
def test_of_shares_it_is_fishers_exact_test(bad: int, rest: int, data: st.DataObject) -> None:
    hits, others = data.draw(st.integers(0, bad)), data.draw(st.integers(0, rest))
    found = compare(_shares(hits, bad), _shares(others, rest))
    assert found is not None
    table = [[hits, bad - hits], [others, rest - others]]
    assert found.p == pytest.approx(stats.fisher_exact(np.array(table), "greater").pvalue, rel=1e-9)
    assert found.effect == pytest.approx(hits / bad - others / rest)
    assert (found.chosen, found.rest) == (bad, rest)


def _shares(hits: int, n: int) -> tuple[float, ...]:
    return (1.0,) * hits + (0.0,) * (n - hits)


@given(st.lists(VALUES, min_size=3, max_size=25, unique=True), st.integers(1, 12))
def test_of_numbers_it_is_the_exact_rank_test(values: list[float], chosen: int) -> None:
    chosen = min(chosen, len(values) - 1)
    one, other = values[:chosen], values[chosen:]
    found = compare(one, other)
    expected = stats.mannwhitneyu(one, other, alternative="greater", method="exact")
    assert found is not None
    assert found.p == pytest.approx(expected.pvalue, rel=1e-9)
    assert found.effect == pytest.approx(2 * expected.statistic / (len(one) * len(other)) - 1)


@settings(max_examples=50)
@given(st.lists(SMALL, min_size=2, max_size=9), st.integers(1, 4))
def test_with_ties_every_choice_is_counted(values: list[float], chosen: int) -> None:
    chosen = min(chosen, len(values) - 1)
    ranks = stats.rankdata(values)
    sums = [sum(ranks[list(one)]) for one in combinations(range(len(values)), chosen)]
    expected = fmean(one >= sum(ranks[:chosen]) - 1e-9 for one in sums)
    found = compare(values[:chosen], values[chosen:])
    assert found is not None
    assert found.p == pytest.approx(expected)
    assert found.least_p == pytest.approx(fmean(one >= max(sums) - 1e-9 for one in sums))


def test_without_both_sides_there_is_nothing_to_compare() -> None:
    assert compare([1.0], []) is None
    assert compare([], [1.0]) is None


def test_where_all_are_the_same_nothing_can_show() -> None:
    found = compare((1.0,) * 3, (1.0,) * 20)
    assert found is not None
    assert (found.effect, found.p, found.least_p) == (0.0, 1.0, 1.0)


def test_a_year_of_days_stays_exact_to_the_last_digits() -> None:
    days = [float(number) for number in range(365)]
    found = compare(days[-25:], days[:-25])
    assert found is not None
    assert found.p == pytest.approx(1 / comb(365, 25))


@given(st.lists(SMALL, min_size=4, max_size=8), st.integers(1, 3), st.floats(0.0, 1.0))
def test_under_chance_a_small_p_is_as_rare_as_it_says(
    values: list[float], chosen: int, alpha: float
) -> None:
    p_values = []
    for picked in combinations(range(len(values)), chosen):
        one = tuple(values[index] for index in picked)
        other = tuple(value for index, value in enumerate(values) if index not in picked)
        found = compare(one, other)
        assert found is not None
        p_values.append(found.p)
    assert fmean(p <= alpha for p in p_values) <= alpha + 1e-9
