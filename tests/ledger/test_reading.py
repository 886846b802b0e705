"""A line of the ledger that is not what it should be stops everything, in one sentence."""

import json
from collections.abc import Mapping

import pytest

from bot.errors import CorruptState, UnknownSchema
from bot.ledger import marks, settlements
from bot.ledger.due import Pair
from bot.ledger.marks import Mark
from bot.ledger.rows import recorded
from bot.words.canonical import Json, encode_line
from tests.ledger.build import at, signal, text_at

ROW = recorded(Pair(signal(10), 24), at(1500)).wire()
MARK = Mark(text_at(60), "BTC", "files", 100.0, 101.0, text_at(150)).wire()


def broken(record: Mapping[str, Json], field: str, value: object) -> bytes:
    return json.dumps({**record, field: value}).encode()


def test_what_was_written_is_read_again() -> None:
    (row,) = settlements.read([encode_line(ROW)], "f")
    (mark,) = marks.read([encode_line(MARK)], "f")
    assert (row.wire(), mark.wire()) == (ROW, MARK)


@pytest.mark.parametrize("field", ["open", "close"])
@pytest.mark.parametrize("value", [0, -1, None, True, "100", [100], float("nan"), float("inf")])
def test_a_price_that_is_none_stops(field: str, value: object) -> None:
    with pytest.raises(CorruptState, match=rf"f:1.*it is not a mark \({field}"):
        marks.read([broken(MARK, field, value)], "f")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("net_bps", float("nan")),
        ("net_bps", "12"),
        ("exit_price", 0),
        ("settled_at", "yesterday"),
        ("settled_at", "2026-13-01T00:00:00.000Z"),
        ("received_at", 7),
        ("price_version", "2"),
        ("price_version", 0),
        ("horizon_hours", None),
        ("status", "won"),
        ("direction", "UP"),
        ("mood", "good"),
    ],
)
def test_a_settlement_that_cannot_be_stops(field: str, value: object) -> None:
    with pytest.raises(CorruptState, match=r"f:1.*it is not a settlement"):
        settlements.read([broken(ROW, field, value)], "f")


@pytest.mark.parametrize("line", [b"", b"[]", b"7", b"{", b"\xff", b"null"])
def test_what_is_no_line_at_all_stops(line: bytes) -> None:
    with pytest.raises(CorruptState):
        marks.read([line], "f")


def test_a_line_of_a_newer_governor_is_told_from_a_damaged_one() -> None:
    for record in ({**MARK, "v": 2}, {**MARK, "v": 2, "new": 1}):
        with pytest.raises(UnknownSchema):
            marks.read([json.dumps(record).encode()], "f")
    without = {name: value for name, value in MARK.items() if name != "v"}
    with pytest.raises(CorruptState, match="no field v"):
        marks.read([json.dumps(without).encode()], "f")
