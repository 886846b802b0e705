"""The plan of a simulated year, and what is computed for the cycles that were not run."""

from bench.year.course import plan
from bench.year.report import Growth, computed, missing


def test_whole_days_lie_evenly_and_the_last_day_is_one() -> None:
    parts = list(plan(365, 3, 3))
    assert [first for first, _, whole in parts if whole] == [121, 242, 364]
    assert parts[0] == (0, 3, False)
    days = [day for first, many, _ in parts for day in range(first, first + many)]
    assert days == list(range(365))


def test_every_cycle_is_a_plan_too() -> None:
    assert list(plan(4, 4, 3)) == [(0, 1, True), (1, 1, True), (2, 1, True), (3, 1, True)]


def test_what_was_not_run_is_computed_between_the_days_that_were() -> None:
    found = [
        Growth(0, 3, whole=False, size=120),
        Growth(3, 1, whole=True, size=100),
        Growth(4, 1, whole=False, size=50),
        Growth(5, 1, whole=True, size=300),
    ]
    assert computed(found, [0, 3, 4, 9]) == 100 + 100 + 200 + 300
    assert missing(found) == 3 * 100 - 120 + 200 - 50
    assert missing(found, since=4) == 200 - 50
