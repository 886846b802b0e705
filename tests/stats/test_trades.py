from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stats.measured import Measured
from bot.stats.trades import cvar95, drawdown, hits, mean, total

NAN = float("nan")
Measure = Callable[[Sequence[float]], Measured]
TRADES = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=60)


@given(TRADES)
def test_against_exact_fractions(net: list[float]) -> None:
    exact = [Fraction(one) for one in net]
    assert total(net).value == pytest.approx(float(sum(exact)), abs=1e-9)
    assert mean(net).value == pytest.approx(float(sum(exact) / len(exact)), abs=1e-9)
    worst = sorted(exact)[: -(-len(exact) // 20)]
    assert cvar95(net, 1).value == pytest.approx(float(sum(worst) / len(worst)), abs=1e-9)
    falls = [-sum(exact[i:j]) for i in range(len(exact)) for j in range(i, len(exact) + 1)]
    assert drawdown(net).value == pytest.approx(float(max(falls)), abs=1e-6)


@pytest.mark.parametrize("measure", [total, mean, cvar95, drawdown])
def test_nothing_and_nan_are_null(measure: Measure) -> None:
    assert measure([]) == Measured(None, 0)
    assert measure([1.0, NAN]) == Measured(None, 2)


def test_ties_and_flat_are_no_misses() -> None:
    found = hits([5.0, 0.0, -3.0, 8.0], flat=2)
    assert found.rate == Measured(2 / 3, 3)
    assert (found.ties, found.flat) == (1, 2)


def test_all_ties_have_no_rate() -> None:
    assert hits([0.0, 0.0]).rate == Measured(None, 0)
    assert hits([]).rate == Measured(None, 0)
    assert hits([1.0, NAN]).rate.value is None


@pytest.mark.parametrize(("count", "known"), [(19, False), (20, True)])
def test_cvar_needs_twenty(count: int, known: bool) -> None:  # noqa: FBT001
    assert (cvar95([1.0] * count).value is not None) is known


def test_twenty_one_trades_have_a_tail_of_two() -> None:
    assert cvar95([float(one) for one in range(21)]).value == 0.5


def test_a_loss_from_the_start_is_a_drawdown() -> None:
    assert drawdown([-10.0, 5.0]).value == 10.0
    assert drawdown([10.0, 5.0]).value == 0.0


def test_a_minimum_makes_null() -> None:
    assert total([1.0], least=2) == Measured(None, 1)
    assert hits([1.0], least=2).rate == Measured(None, 1)
