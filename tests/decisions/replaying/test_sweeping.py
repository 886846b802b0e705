"""A knife edge: one step makes up most of what a measure moves, and is no noise."""

import pytest

from bot.decisions.replaying.sweeping import Point, spaced, swept
from tests.decisions.replaying.test_comparison import DAYS, result


def point(value: float, made: float) -> Point:
    """Give a book that makes as much on each day, up and down by the same."""
    return Point(value, result([made + float(n * n % 7 - 3) for n in range(DAYS)]))


@pytest.mark.parametrize(
    ("made", "own", "expected"),
    [
        ([1, 1, 1, 1], 2, []),
        ([1, 2, 3, 4], 2, []),
        ([1, 1, 5, 5], 2.5, [(2, 3, True)]),
        ([1, 1, 5, 5], 1, [(2, 3, False)]),
        ([1, 1, 5, 5], 3, [(2, 3, True)]),
        ([5, 1, 1, 1], 4, [(1, 2, False)]),
        ([1, 5, 1], 2, []),  # too few values to tell
    ],
)
def test_where_a_hair_decides(
    made: list[float], own: float, expected: list[tuple[float, float, bool]]
) -> None:
    found = swept("a.b", own, [point(n + 1.0, one) for n, one in enumerate(made)])
    pnl = [(one.low, one.high, one.own) for one in found.edges if one.measure.name == "PnL"]
    assert pnl == expected


def test_values_lie_at_equal_distances_and_counts_are_whole() -> None:
    assert spaced(0.0, 1.0, 5, whole=False) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert spaced(3, 6, 10, whole=True) == [3.0, 4.0, 5.0, 6.0]
