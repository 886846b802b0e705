"""Records of days, read from pages that hardly ever change."""

import pytest

from bot.errors import CorruptState
from bot.state.documents import put
from bot.state.evidence import day_path
from bot.stats.days import DayRecord
from bot.stats.kept import day_page, day_records
from bot.stats.memory import BookDay
from tests.fakes.store import MemoryTree

DAY = "2026-03-04"


def tree_with(record: DayRecord, day: str = DAY) -> MemoryTree:
    path = day_path(day)
    return MemoryTree({path: put(path, day_page(record)).data})


def test_a_page_is_read_once_and_anew_where_it_has_changed() -> None:
    first, second = DayRecord(DAY), DayRecord(DAY, book=BookDay(bps=7.0, hours=24))
    ((_, found),) = day_records(tree_with(first), [DAY])
    ((_, again),) = day_records(tree_with(first), [DAY])
    assert found == first
    assert again is found
    assert list(day_records(tree_with(second), [DAY])) == [(DAY, second)]


def test_a_day_without_a_page_has_no_record() -> None:
    assert list(day_records(MemoryTree({}), [DAY])) == []


def test_a_page_of_another_day_stops_each_time() -> None:
    tree = tree_with(DayRecord("2026-03-05"))
    for _ in range(2):
        with pytest.raises(CorruptState, match="not of 2026-03-04"):
            list(day_records(tree, [DAY]))
