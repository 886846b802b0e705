"""When a fleet counts as standing still."""

from datetime import timedelta

import pytest

from bot.decisions.heartbeat import last_beat, stale
from bot.errors import CorruptState
from bot.policy.governor import Governor
from bot.state.documents import put
from bot.state.lease import GATE, Lease
from bot.state.slots import CYCLE, SLOTS, AdvanceSlot
from bot.words.instant import parse, render
from tests.fakes.store import MemoryTree

NOON = parse("2026-11-21T12:00:00.000Z")
MINUTE = timedelta(minutes=1)
POLICY = Governor(v=1)


def tree(beat: timedelta | None = None, lease: timedelta | None = None) -> MemoryTree:
    """Give a state whose cycle and lease are so old."""
    made = MemoryTree()
    if beat is not None:
        made.run([AdvanceSlot(CYCLE, NOON - beat, NOON - beat)])
    if lease is not None:
        given = render(NOON - lease)
        made.write(put(GATE.pattern, Lease(v=1, generated_at=given, valid_until=given)))
    return made


@pytest.mark.parametrize(
    ("beat", "lease", "text"),
    [
        (0 * MINUTE, None, ""),
        (90 * MINUTE, None, ""),
        (90 * MINUTE + timedelta(milliseconds=1), None, "longer ago than 3 slots of 30 minutes"),
        (None, 10 * MINUTE, ""),
        (None, 91 * MINUTE, "its last cycle was done at 2026-11-21T10:29:00.000Z"),
        (None, None, "no cycle was ever done"),
        # A lease that was given by hand does not stand for cycles that no longer come.
        (91 * MINUTE, 1 * MINUTE, "its last cycle was done at 2026-11-21T10:29:00.000Z"),
        (-30 * MINUTE, None, ""),
        (-31 * MINUTE, None, "lies ahead of the clock"),
    ],
)
def test_when_it_stands_still(beat: timedelta | None, lease: timedelta | None, text: str) -> None:
    found = stale(tree(beat, lease), POLICY, NOON)
    assert bool(found) is bool(text)
    assert text in (found.text if found else "")


def test_what_is_said_does_not_change_while_it_lasts() -> None:
    known = tree(91 * MINUTE)
    assert stale(known, POLICY, NOON) == stale(known, POLICY, NOON + 9 * MINUTE)


def test_the_limit_is_policy() -> None:
    patient = POLICY.model_copy(update={"cadence_minutes": 60, "heartbeat_slots": 24})
    assert stale(tree(24 * 60 * MINUTE), patient, NOON) is None
    assert stale(tree(24 * 60 * MINUTE + MINUTE), patient, NOON)


def test_what_cannot_be_read_is_not_taken_for_a_beat() -> None:
    with pytest.raises(CorruptState):
        last_beat(MemoryTree({SLOTS.pattern: b"{"}))
