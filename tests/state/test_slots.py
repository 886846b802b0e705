"""Every slot is done once, in order; what was missed is caught up, within a bound."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CorruptState
from bot.state.documents import load
from bot.state.slots import SLOTS, AdvanceSlot, Slots, advance_slot, due, upcoming, watermark
from tests.fakes.store import MemoryTree

HALF_HOUR = "*/30 * * * *"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}Z")


def slots(*texts: str) -> Slots:
    return Slots(tuple(at(text) for text in texts))


@pytest.mark.parametrize(
    ("cron", "mark", "now", "expected"),
    [
        pytest.param(HALF_HOUR, None, "11-21T12:07", slots("11-21T12:00"), id="first run"),
        pytest.param(HALF_HOUR, None, "11-21T12:00", slots("11-21T12:00"), id="first, on time"),
        pytest.param(
            HALF_HOUR, "11-21T11:30", "11-21T12:00", slots("11-21T12:00"), id="to the second"
        ),
        pytest.param(HALF_HOUR, "11-21T12:00", "11-21T12:29:59.999", Slots(), id="not yet"),
        pytest.param(HALF_HOUR, "11-21T12:00", "11-21T11:40", Slots(), id="clock went back"),
        pytest.param(
            HALF_HOUR,
            "11-21T11:00",
            "11-21T12:31",
            slots("11-21T11:30", "11-21T12:00", "11-21T12:30"),
            id="three missed",
        ),
        pytest.param(
            "0 12 * * SUN", "11-15T12:00", "11-23T00:00", slots("11-22T12:00"), id="weekly"
        ),
        pytest.param(
            "30 2 * * *",
            "03-28T02:30",
            "03-29T04:00",
            slots("03-29T02:30"),
            id="2:30 exists on the day Europe skips it",
        ),
    ],
)
def test_due(cron: str, mark: str | None, now: str, expected: Slots) -> None:
    assert due(cron, at(mark) if mark else None, at(now)) == expected


def test_a_long_hole_is_caught_up_from_its_newest_96_slots() -> None:
    found = due(HALF_HOUR, at("11-01T00:00"), at("11-21T00:10"))
    assert (len(found.due), found.skipped) == (96, 20 * 48 - 96)
    assert (found.due[0], found.due[-1]) == (at("11-19T00:30"), at("11-21T00:00"))


def test_a_hole_of_26_hours_loses_no_slot() -> None:
    found = due(HALF_HOUR, at("11-20T00:00"), at("11-21T02:00"))
    assert (len(found.due), found.skipped) == (52, 0)


CRONS = st.sampled_from([HALF_HOUR, "10 7 * * *", "0 12 * * SUN", "*/7 3-5 * * *", "5 4 31 * *"])
STEPS = st.lists(
    st.timedeltas(min_value=-timedelta(hours=3), max_value=timedelta(days=9)), max_size=12
)


@given(CRONS, STEPS)
def test_over_any_clock_each_slot_is_done_once_in_order_or_counted_as_skipped(
    cron: str, steps: list[timedelta]
) -> None:
    now, tree, done, skipped = at("01-05T00:00"), MemoryTree(), list[datetime](), 0
    for step in steps:
        now += step
        found = due(cron, watermark(tree, "job"), now)
        assert len(found.due) <= 96
        skipped += found.skipped
        done += found.due
        tree.run([AdvanceSlot("job", slot, now) for slot in found.due])
    assert all(earlier < later for earlier, later in pairwise(done))
    if done:
        whole = due(cron, done[0], done[-1], bound=100_000)
        assert len(whole.due) == len(done) - 1 + skipped
        assert set(done[1:]) <= set(whole.due)


@given(st.lists(st.integers(0, 9), min_size=1))
def test_a_mark_never_goes_back(minutes: list[int]) -> None:
    tree = MemoryTree()
    for minute in minutes:
        slot = at(f"11-21T12:0{minute}")
        tree.run([AdvanceSlot("job", slot, slot)])
    assert watermark(tree, "job") == at(f"11-21T12:0{max(minutes)}")


def test_of_two_racing_runs_the_first_counts_and_the_second_changes_nothing() -> None:
    slot = at("11-21T12:00")
    tree = MemoryTree().run([AdvanceSlot("cycle", slot, at("11-21T12:01"))])
    before = dict(tree.files)
    tree.run([AdvanceSlot("cycle", slot, at("11-21T12:02"))])
    assert tree.files == before


def test_marks_keep_scheduled_and_actual_time_and_show_the_gap_of_each_job() -> None:
    tree = MemoryTree().run(
        [
            AdvanceSlot("cycle", at("11-20T00:00"), at("11-20T00:01")),
            AdvanceSlot("memo", at("11-15T12:00"), at("11-15T12:09")),
            AdvanceSlot("cycle", at("11-21T02:00"), at("11-21T02:05")),
        ]
    )
    assert load(tree, SLOTS).model_dump() == {
        "v": 1,
        "jobs": {
            "cycle": {
                "slot": "2026-11-21T02:00:00.000Z",
                "actual": "2026-11-21T02:05:00.000Z",
                "before": "2026-11-20T00:00:00.000Z",
            },
            "memo": {
                "slot": "2026-11-15T12:00:00.000Z",
                "actual": "2026-11-15T12:09:00.000Z",
                "before": None,
            },
        },
        "gaps": (),
    }


def test_the_operation_survives_the_wire() -> None:
    operation = AdvanceSlot("cycle", at("11-21T12:00"), at("11-21T12:01"))
    assert advance_slot(operation.wire()) == operation


@pytest.mark.parametrize("data", [b"", b'{"v":1,"jobs":{"a":{"slot":"soon"}}}', b"\xff"])
def test_a_corrupt_file_stops_the_work(data: bytes) -> None:
    with pytest.raises(CorruptState):
        watermark(MemoryTree({SLOTS.pattern: data}), "cycle")


def test_the_next_slot_is_after_now_even_when_one_is_just_now() -> None:
    noon = at("11-21T12:00")
    assert upcoming("0 * * * *", noon) == at("11-21T13:00")
    assert upcoming("0 0 29 2 *", noon) == datetime.fromisoformat("2028-02-29T00:00Z")
