from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.slots import cadence, slots
from bot.policy.governor import Governor, Schedules
from bot.state.slots import AdvanceSlot, due
from bot.state.tree import Operation
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore

NOW = datetime(2026, 11, 21, 12, 10, tzinfo=UTC)
POLICY = Governor(v=1, schedules=Schedules(lp_daily="", lp_weekly="", memo="", proposals=""))


def said(*done: Operation) -> list[str]:
    store, out = MemoryStore(), HeardOutput()
    store.now.run(done)
    assert slots(store, out, POLICY, NOW) == 0
    return out.said


def test_a_new_repository_owes_the_newest_slot_of_each_job_that_has_a_schedule() -> None:
    assert said() == [
        "cycle        1 slot due, the newest 2026-11-21T12:00:00.000Z; never done",
        "forensics    1 slot due, the newest 2026-11-21T08:30:00.000Z; never done",
    ]


def test_missed_slots_are_counted_up_to_the_bound() -> None:
    first = NOW - timedelta(days=3, minutes=10)
    assert said(AdvanceSlot("cycle", first, first))[0] == (
        "cycle        96 slots due, the newest 2026-11-21T12:00:00.000Z, 48 given up; "
        "last done 2026-11-18T12:00:00.000Z"
    )


def test_what_is_done_is_not_due() -> None:
    slot = NOW - timedelta(minutes=10)
    assert said(AdvanceSlot("cycle", slot, NOW))[0] == (
        "cycle        not due, last done 2026-11-21T12:00:00.000Z"
    )


@pytest.mark.parametrize("minutes", [1, 5, 15, 30, 60, 120, 240, 720, 1440])
def test_a_cadence_is_its_cron_expression(minutes: int) -> None:
    start = datetime(2026, 11, 21, tzinfo=UTC)
    found = due(cadence(minutes), start, start + timedelta(days=2), bound=10_000).due
    pause = timedelta(minutes=minutes)
    assert found == tuple(start + pause * number for number in range(1, len(found) + 1))
    assert found[-1] == start + timedelta(days=2)
