"""A gap is kept once, however many runs it takes to catch up with it."""

from datetime import datetime, timedelta

import pytest

from bot.state.documents import load
from bot.state.missed import KEPT, NoteGap, has_gap, missed_lately, note_gap
from bot.state.slots import CYCLE, SLOTS, Gap, Slots
from bot.words.instant import DAY, HOUR, parse, render
from tests.fakes.store import MemoryTree

NOON = parse("2026-11-21T12:00:00Z")
CRON = "*/30 * * * *"


def noted(after: datetime, until: datetime, given_up: int = 0) -> NoteGap:
    return NoteGap(CYCLE, CRON, after, until, given_up, until)


def gaps(*notes: NoteGap) -> list[Gap]:
    return list(load(MemoryTree().run(notes), SLOTS).gaps)


def test_it_counts_what_lies_between() -> None:
    (gap,) = gaps(noted(NOON - 26 * HOUR, NOON, 3))
    assert (gap.missed, gap.given_up) == (51, 3)
    assert (gap.after, gap.until) == (render(NOON - 26 * HOUR), render(NOON))


def test_the_same_gap_is_kept_once() -> None:
    once = noted(NOON - 3 * HOUR, NOON)
    assert gaps(once, once, noted(NOON - HOUR, NOON)) == gaps(once)


def test_one_that_goes_on_after_a_crash_is_lengthened() -> None:
    first, more = noted(NOON - 3 * HOUR, NOON, 2), noted(NOON - HOUR, NOON + 2 * HOUR, 1)
    (gap,) = gaps(first, more)
    assert (gap.missed, gap.given_up) == (9, 3)
    assert (gap.after, gap.until) == (render(NOON - 3 * HOUR), render(NOON + 2 * HOUR))


def test_another_one_stands_beside_it_and_the_oldest_go() -> None:
    later = [noted(NOON + n * DAY, NOON + n * DAY + HOUR) for n in range(KEPT + 2)]
    assert [gap.after for gap in gaps(*later)] == [render(one.after) for one in later[2:]]


def test_it_is_told_for_a_day_from_when_it_was_noticed() -> None:
    tree = MemoryTree().run([noted(NOON - 3 * HOUR, NOON)])
    moments = [NOON - timedelta(minutes=1), NOON, NOON + DAY - HOUR, NOON + DAY]
    assert [missed_lately(tree, CYCLE, at) for at in moments] == [0, 5, 5, 0]
    assert missed_lately(tree, "memo", NOON) == 0


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        (Slots(), False),
        (Slots((NOON,)), False),
        (Slots((NOON, NOON)), True),
        (Slots((NOON,), 1), True),
    ],
)
def test_one_due_slot_is_no_gap(slots: Slots, expected: bool) -> None:  # noqa: FBT001
    assert has_gap(slots) is expected


def test_unsent_ones_are_read_again() -> None:
    note = noted(NOON - HOUR, NOON, 1)
    assert note_gap(dict(note.wire())) == note
