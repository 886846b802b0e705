"""The plan of a simulated year, and what is computed for the cycles that were not run."""

from bench.year.course import Lived, plan
from bench.year.report import Growth, missing


def lived(first: int, days: int, *, whole: bool) -> Lived:
    return Lived(first, days, whole, 1.0, "tip")


def test_whole_days_lie_evenly_and_the_last_day_is_one() -> None:
    parts = list(plan(365, 3, 3))
    assert [first for first, _, whole in parts if whole] == [121, 242, 364]
    assert parts[0] == (0, 3, False)
    days = [day for first, many, _ in parts for day in range(first, first + many)]
    assert days == list(range(365))


def test_every_cycle_is_a_plan_too() -> None:
    assert list(plan(4, 4, 3)) == [(0, 1, True), (1, 1, True), (2, 1, True), (3, 1, True)]


def test_what_was_not_run_is_computed_by_the_nearest_whole_day() -> None:
    known = [lived(0, 3, whole=False), lived(3, 1, whole=True), lived(4, 3, whole=False)]
    found = [Growth(3, 100, 40), Growth(6, 300, 50)]
    assert missing(found, known) == 3 * 60 + 1 * 60 + 2 * 250
    assert missing(found, known, since=5) == 2 * 250
