from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from bot.stats.book import InForce, in_force, made, portfolio_hour
from bot.stats.evidence import Hour
from bot.stats.paths import after_hour, curve_of, joined, no_paths

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NAN = float("nan")
ALL = np.array([True, True, True])


def hour(returns: list[float], net: list[list[float]], gross: list[list[float]]) -> Hour:
    return Hour(np.array(returns), np.array(net), np.array(gross), np.zeros(len(net)))


TWO_VIEWS = hour([100.0, -50.0], [[1.0, -1.0], [2.0, 0.0], [0.0, 0.0]], [[1, 1], [2, 0], [0, 0]])
FREE = np.zeros(2)


def test_a_path_is_the_mean_over_the_open_views() -> None:
    assert made(TWO_VIEWS, FREE, ALL).path.tolist() == [75.0, 100.0, 0.0]
    assert made(TWO_VIEWS, np.array([1.0, 3.0]), ALL).path.tolist() == [73.0, 99.0, 0.0]


def test_a_missing_price_counts_as_no_move_and_a_closed_hypothesis_as_nothing() -> None:
    blind = hour([NAN, -50.0], [[1.0, -1.0], [2.0, 0.0], [0.0, 0.0]], [[1, 1], [2, 0], [0, 0]])
    done = made(blind, FREE, np.array([True, False, True]))
    assert done.path.tolist() == [25.0, 0.0, 0.0]
    assert done.held.tolist() == [True, False, False]


def test_an_hour_of_the_book_is_split_by_agent_and_symbol() -> None:
    done = made(TWO_VIEWS, FREE, ALL)
    shares = np.array([0.2, 0.1, 0.7])
    found = portfolio_hour(shares, done, TWO_VIEWS, ["a", "b", "c"], ["BTC", "ETH"])
    assert found.bps == pytest.approx(25.0)
    assert found.gross == pytest.approx(0.3)
    assert found.parts == pytest.approx({("a", "BTC"): 10.0, ("a", "ETH"): 5.0, ("b", "BTC"): 10.0})
    assert not found.unpriced


def test_a_price_that_the_book_needs_and_is_missing_is_counted() -> None:
    blind = hour([NAN, 10.0], [[1.0, 0.0], [0.0, 1.0]], [[1, 0], [0, 1]])
    done = made(blind, FREE, ALL[:2])
    seen = portfolio_hour(np.array([0.0, 0.5]), done, blind, ["a", "b"], ["BTC", "ETH"])
    missed = portfolio_hour(np.array([0.5, 0.5]), done, blind, ["a", "b"], ["BTC", "ETH"])
    assert (seen.unpriced, missed.unpriced) == (False, True)


@pytest.mark.parametrize(
    ("at", "cap"),
    [(-1, 0.1), (0, 0.3), (1, 0.3), (2, 0.4), (9, 0.4)],
)
def test_of_the_lines_that_have_begun_the_last_one_is_in_force(at: int, cap: float) -> None:
    before = InForce(NOON - 5 * HOUR, cap=0.1)
    lines = [InForce(NOON, cap=0.2), InForce(NOON, cap=0.3), InForce(NOON + 2 * HOUR, cap=0.4)]
    assert in_force(lines, before, NOON + at * HOUR).cap == cap
    assert in_force([], before, NOON).cap == 0.1


def test_paths_compound_and_fall_from_where_they_started() -> None:
    paths = joined(no_paths(1), 1)
    held = np.array([True, False])
    for gained in (-100.0, 200.0, -300.0):
        paths = after_hour(paths, np.array([gained, 0.0]), held)
    first, idle = curve_of(paths, 0), curve_of(paths, 1)
    assert first.equity == pytest.approx(0.99 * 1.02 * 0.97)
    assert first.max_drawdown_bps == pytest.approx(300.0)
    assert (first.pnl_bps, first.hours) == (-200.0, 3)
    assert (idle.equity, idle.hours, idle.max_drawdown_bps) == (1.0, 0, 0.0)
