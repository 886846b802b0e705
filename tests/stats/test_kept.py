"""Records of days, read from pages that hardly ever change."""

import pytest

from bot.errors import CorruptState, UnknownSchema
from bot.state.documents import decode, put
from bot.state.evidence import DAY_FILE, DayPage, day_path
from bot.stats.days import DayRecord
from bot.stats.kept import day_page, day_records
from bot.stats.measures import Slice
from bot.stats.memory import BookDay
from bot.stats.tally import RunTally, Sum, Tally, TradeTally, ViewTally
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


ANN = Tally(
    runs=RunTally(runs=2),
    views=ViewTally(signals=3, brier=Sum(2, 0.5)),
    trades=TradeTally(nets=(1.5,), symbols={"BTC": Slice(1, 1.5, 1, 0)}),
)
WHOLE = DayRecord(DAY, {"ann/1": ANN}, BookDay(bps=7.0, hours=24))


def test_a_page_says_the_same_however_it_is_parsed() -> None:
    data = tree_with(WHOLE).files[day_path(DAY)]
    assert decode(day_path(DAY), data, DAY_FILE) == DayPage.model_validate_json(data)
    assert list(day_records(tree_with(WHOLE), [DAY])) == [(DAY, WHOLE)]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"hours": 24', b'"hours": 24.5'),
        (b'"hours": 24', b'"hours": "24"'),
        (b'"hours": 24', b'"hours": 24,"hours": 24'),
        (b'"hours": 24', b'"hours": 24,"ours": 24'),
        (b'"bps": 7.0', b'"bps": NaN'),
        (b'"bps": 7.0', b'"bps": 1e999'),
        (b'"bps": 7.0', b'"bps": null'),
        (b'"bps": 7.0', b'"bps": true'),
        (b'"runs":2', b'"runs":-2'),
        (b'"runs":2', b'"runs":2,"runs":2'),
        (b'"runs":2', b'"rums":2'),
        (b"[1.5]", b"[NaN]"),
        (b"[1.5]", b"[-1e999]"),
        (b"[1.5]", b"[1e300]"),
        (b"[1,1.5,1,0]", b"[1,1.5,1]"),
        (b"[1,1.5,1,0]", b"[1,1.5,1,0,0]"),
        (b"[1,1.5,1,0]", b"[1,null,1,0]"),
        (b"[2,0.5]", b"[2]"),
        (b'"v": 1', b'"v": "1"'),
    ],
)
def test_a_damaged_page_stops(was: bytes, now: bytes) -> None:
    tree = tree_with(WHOLE)
    whole = tree.files[day_path(DAY)]
    assert was in whole
    tree.files[day_path(DAY)] = whole.replace(was, now)
    with pytest.raises((CorruptState, UnknownSchema), match="left untouched"):
        list(day_records(tree, [DAY]))


def test_a_day_without_a_page_has_no_record() -> None:
    assert list(day_records(MemoryTree({}), [DAY])) == []


def test_a_page_of_another_day_stops_each_time() -> None:
    tree = tree_with(DayRecord("2026-03-05"))
    for _ in range(2):
        with pytest.raises(CorruptState, match="not of 2026-03-04"):
            list(day_records(tree, [DAY]))
