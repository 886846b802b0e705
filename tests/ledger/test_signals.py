from dataclasses import replace

import pytest

from bot.errors import CorruptState
from bot.ledger.signals import distinct, read
from tests.ledger.build import signal


def test_stored_lines_are_read_back() -> None:
    one = signal(10)
    assert read([one.line().rstrip()], "f") == [one]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (signal(10).line().replace(b"LONG", b"UP"), "direction: Input should be"),
        (signal(10).line()[:-9], "Invalid JSON"),
        (signal(10).line().replace(b'"received_at"', b'"claimed_at"'), "received_at is missing"),
    ],
)
def test_a_line_that_is_no_signal_stops_and_is_named(line: bytes, reason: str) -> None:
    with pytest.raises(CorruptState, match=reason) as caught:
        read([signal(10).line(), line], "signals/day.jsonl")
    assert caught.value.path == "signals/day.jsonl:2"
    assert "\n" not in str(caught.value)


def test_a_signal_that_came_twice_counts_from_its_first_receipt() -> None:
    first, again = signal(10), signal(20)
    other = replace(signal(15), signal_id="0" * 64)
    assert distinct([again, other, first]) == [first, other]
