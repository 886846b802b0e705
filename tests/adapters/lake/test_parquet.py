"""Lines come back from Parquet byte for byte, and what SQL reads of them is typed."""

import json
from io import BytesIO
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.lake import parquet
from bot.adapters.lake.columns import FORMS, MARKS, RAW, SETTLEMENTS, SIGNALS, Form, form_of
from bot.adapters.lake.parquet import encode, lines, rows
from bot.errors import CorruptState
from bot.ledger.marks import NAMES
from bot.ledger.settlements import Settlement
from bot.words.canonical import encode as canonical
from bot.words.instant import parse, to_ms
from tests.adapters.lake.lines import WRITTEN, lines_of, settlement
from tests.ledger.build import text_at

PATH = "state/ledger/2026-03-02.parquet"


def back(given_lines: list[bytes], form: Form) -> list[bytes]:
    return list(lines(encode(given_lines, form), form, PATH))


def columns(data: bytes) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = pq.read_table(BytesIO(data)).to_pydict()
    return found


@pytest.mark.parametrize("form", WRITTEN, ids=lambda form: form.name)
def test_what_governor_writes_needs_no_raw_line(form: Form) -> None:
    written = lines_of(form) * 3
    assert back(written, form) == written
    assert set(columns(encode(written, form))[RAW]) == {None}


def test_every_field_has_its_column() -> None:
    assert [column.name for column in SETTLEMENTS.columns] == sorted(Settlement._fields)
    assert [column.name for column in MARKS.columns] == sorted(NAMES)
    fields = {name for line in lines_of(SIGNALS) for name in json.loads(line)}
    assert {column.name for column in SIGNALS.columns} == fields


def test_columns_are_typed_and_times_are_milliseconds() -> None:
    found = columns(encode(lines_of(SETTLEMENTS), SETTLEMENTS))
    assert found["ts"][0] == to_ms(parse(text_at(0)))
    assert found["entry_at"] == [None, to_ms(parse(text_at(2))), None]
    assert found["net_bps"][1] == 0.1 + 0.2
    assert found["horizon_hours"] == [1, 1, 1]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"no json",
        b"[]",
        b'{"v":1}',
        b'{"v":true}',
        b'{"b":1,"a":2}',
        b'{"agent":"\\ud800"}',
        b"\xff\xfe",
        b'{"net_bps":1}',
        b'{"net_bps":NaN}',
        b'{"ts":"2026-11-21T09:30:00Z"}',
        b"[" * 50_000,
        canonical(settlement().wire()) + b"\r",
        canonical({**settlement().wire(), "new": {"x": [1]}}),
        canonical({**settlement().wire(), "net_bps": 10**30}),
        canonical(settlement().wire()).replace(b":", b": ", 1),
    ],
)
def test_an_odd_line_is_kept_as_it_is(line: bytes) -> None:
    around = lines_of(SETTLEMENTS)
    assert back([*around, line, *around], SETTLEMENTS) == [*around, line, *around]


def test_an_odd_line_still_has_the_columns_that_fit() -> None:
    odd = canonical({**settlement().wire(), "new": 1, "net_bps": 7})
    found = columns(encode([odd], SETTLEMENTS))
    assert (found["agent"], found["net_bps"], found[RAW]) == (["ann"], [7.0], [odd])


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
moments = st.datetimes().map(lambda moment: moment.isoformat(timespec="milliseconds") + "Z")


@st.composite
def written_lines(draw: st.DrawFn) -> tuple[Form, list[bytes]]:
    form = draw(st.sampled_from(list(FORMS.values())))
    names = st.sampled_from([column.name for column in form.columns]) | st.text()
    values = plain | moments | st.floats(allow_nan=False, allow_infinity=False)
    records = st.dictionaries(names, values | st.lists(plain), max_size=30)
    text = records.map(lambda record: json.dumps(record, sort_keys=True, separators=(",", ":")))
    usual = st.sampled_from(lines_of(form))
    odd = st.binary().filter(lambda line: b"\n" not in line)
    return form, draw(st.lists(usual | text.map(str.encode) | odd, max_size=8))


@given(written_lines())
def test_any_lines_come_back(case: tuple[Form, list[bytes]]) -> None:
    form, given_lines = case
    data = encode(given_lines, form)
    assert list(lines(data, form, PATH)) == given_lines
    assert encode(given_lines, form) == data
    assert rows(data) == len(given_lines)


def test_many_lines_come_in_row_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 100)
    monkeypatch.setattr(parquet, "AT_ONCE", 30)
    many = [canonical(settlement(run_id=f"r{number}").wire()) for number in range(1_050)]
    data = encode(many, SETTLEMENTS)
    assert list(lines(data, SETTLEMENTS, PATH)) == many
    assert pq.ParquetFile(BytesIO(data)).num_row_groups == 11


@pytest.mark.parametrize("data", [b"", b"PAR1", encode(lines_of(SIGNALS), SIGNALS)])
def test_what_is_no_such_parquet_stops(data: bytes) -> None:
    with pytest.raises(CorruptState, match=r"2026-03-02\.parquet"):
        list(lines(data, SETTLEMENTS, PATH))


def test_a_damaged_page_stops() -> None:
    data = bytearray(encode(lines_of(SETTLEMENTS) * 500, SETTLEMENTS))
    data[60:90] = bytes(30)
    with pytest.raises(CorruptState):
        list(lines(bytes(data), SETTLEMENTS, PATH))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("state/ledger/2026-11-21.jsonl", "settlements"),
        ("state/ledger/marks/2026-11-21.parts.json", "marks"),
        ("state/events/signals/2026-11-21.parquet", "signals"),
        ("state/book/2026-11-21.jsonl", None),
        ("state/ledger/2026-11-21.jsonl.new", None),
        ("state/ledger/notes.jsonl", None),
        ("state/audit/2026-11.jsonl", None),
    ],
)
def test_a_path_tells_its_form(path: str, name: str | None) -> None:
    found = form_of(path)
    assert (found.name if found else None) == name
