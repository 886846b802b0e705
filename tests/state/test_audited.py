"""An act is recorded if it changed anything, and not otherwise."""

from datetime import UTC, datetime

from bot.state.audit.entry import Kind
from bot.state.audited import Audited
from bot.state.documents import load
from bot.state.kill_switch import ALL, KILL_SWITCH, ReleaseSwitch, ThrowSwitch
from bot.state.lifecycle import RaiseStage
from bot.state.slots import AdvanceSlot
from bot.state.tree import Operation
from bot.state.wire import Unsent, read_unsent, write_unsent
from bot.words.stage import Stage
from tests.fakes.store import MemoryTree
from tests.state.audit.writing import append, entries, note

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
THROW = ThrowSwitch(ALL, Stage.KILLED, "human-kill", NOON, "exchange is down", "rosa")
REVIVE = Audited(
    (ReleaseSwitch(ALL, 2), RaiseStage("a", Stage.SHADOW, 1, NOON, "it is back", "rosa")),
    append(NOON, note("all", kind=Kind.HUMAN)),
)


def recorded(*operations: Operation) -> list[str]:
    return [entry.subject for entry in entries(MemoryTree().run(operations))]


def test_an_act_that_changes_something_is_recorded() -> None:
    assert recorded(THROW, REVIVE) == ["audit", "all"]


def test_a_spent_act_leaves_no_entry() -> None:
    assert recorded(THROW, REVIVE, THROW, REVIVE) == ["audit", "all"]
    spent = Audited((ReleaseSwitch(ALL, 1),), append(NOON))
    assert recorded(THROW, spent) == []


def test_an_act_that_is_on_record_is_not_done_again() -> None:
    """A comment's kill that is taken in twice, and was revived in between."""
    kill = Audited((THROW,), append(NOON, note("all", key="comment/7", kind=Kind.HUMAN)))
    tree = MemoryTree().run([kill, REVIVE, kill])
    assert load(tree, KILL_SWITCH).switch(ALL).holds == {}
    assert [entry.key for entry in entries(tree)].count("comment/7") == 1


def test_acts_records_and_slots_can_wait_to_be_sent_again() -> None:
    operations: list[Operation] = [
        REVIVE,
        append(NOON, note("b")),
        AdvanceSlot("cycle", NOON, NOON),
    ]
    lines = write_unsent(Unsent("Revive all", {}, operations))
    assert list(read_unsent("unsent.jsonl", lines).operations) == operations
