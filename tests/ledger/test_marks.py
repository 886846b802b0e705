"""Positions and marks on the clock's hours."""

import pytest

from bot.errors import CorruptState, UnknownSchema
from bot.ledger.marks import Mark, counting, mark, read
from bot.ledger.positions import first_hour_ms, held_hours, positions
from bot.words.canonical import encode_line
from tests.ledger.build import TERMS, at, hours, path, signal, text_at


@pytest.mark.parametrize(
    ("minute", "first"), [(0, 0), (0.5, 60), (59.5, 60), (60, 60), (60.01, 120)]
)
def test_a_position_starts_with_the_first_full_hour_after_its_entry(
    minute: float, first: int
) -> None:
    assert first_hour_ms(at(minute), TERMS) == at(first)


def test_positions_net_by_asset_and_last_as_long_as_the_primary_horizon() -> None:
    held = positions(
        [
            ("ann", signal(10, "LONG", "BTC", "a")),
            ("ann", signal(20, "LONG", "btc-usd", "b")),
            ("ann", signal(70, "SHORT", "BTCUSDT", "c")),
            ("ann", signal(70, "FLAT", "BTC", "d")),
            ("bob", signal(70, "SHORT", "ETH", "e")),
        ],
        TERMS,
    )
    assert (held.agents, held.assets) == (("ann", "bob"), ("BTC", "ETH"))
    rows = {
        (held.agents[a], held.assets[s], (h - at(0)) // hours(1)): values
        for a, s, h, *values in zip(
            held.agent, held.asset, held.hour_ms.tolist(), held.net, held.gross, held.entered,
            held.left, strict=True,
        )
    }  # fmt: skip
    assert rows["ann", "BTC", 1] == [2, 2, 2, 0]
    assert rows["ann", "BTC", 2] == [1, 3, 1, 0]
    assert rows["ann", "BTC", 24] == [1, 3, 0, 0]
    assert rows["ann", "BTC", 25] == [-1, 1, 0, 2]
    assert rows["ann", "BTC", 26] == [0, 0, 0, 1]
    assert rows["bob", "ETH", 2] == [-1, 1, 1, 0]
    assert len(rows) == 26 + 25


def test_no_signals_are_no_positions() -> None:
    assert len(positions([], TERMS).net) == 0


def test_an_hour_wants_a_mark_once_the_candle_after_it_has_closed() -> None:
    assert held_hours([signal(10)], TERMS, at(120.99)) == set()
    assert held_hours([signal(10)], TERMS, at(121)) == {("BTC", at(60))}
    assert len(held_hours([signal(10)], TERMS, at(99_999))) == 24
    assert held_hours([signal(10, "FLAT")], TERMS, at(99_999)) == set()


def test_a_mark_needs_both_ends_of_its_hour() -> None:
    series = path({60: 100.0, 120: 101.0, 180: 102.0}, [(0, 130), (180, 200)])
    found = mark("BTC", [at(60), at(180)], "binance", series, TERMS, at(500))
    assert found == {
        ("BTC", at(60)): Mark(text_at(60), "BTC", "binance", 100.0, 101.0, text_at(500))
    }


def test_an_hour_that_starts_late_ends_where_the_next_one_starts() -> None:
    series = path({70: 100.0, 120: 101.0, 130: 150.0, 180: 102.0}, [(0, 200)])
    found = mark("BTC", [at(60), at(120)], "binance", series, TERMS, at(500))
    prices = [(one.open, one.close) for one in found.values()]
    assert prices == [(100.0, 101.0), (101.0, 102.0)]


def test_the_highest_version_counts() -> None:
    one = Mark(text_at(60), "BTC", "binance", 100.0, 101.0, text_at(500))
    two = Mark(text_at(60), "BTC", "binance", 100.0, 103.0, text_at(500), price_version=2)
    assert counting([two, one]) == {("BTC", at(60)): two}


def test_a_mark_is_read_as_it_was_written_and_a_strange_one_stops() -> None:
    one = Mark(text_at(60), "BTC", "binance", 100.0, 101.0, text_at(500))
    line = encode_line(one.wire())
    assert read([line], "f") == [one]
    with pytest.raises(CorruptState):
        read([line[:-5]], "f")
    with pytest.raises(UnknownSchema):
        read([encode_line({**one.wire(), "v": 2})], "f")
