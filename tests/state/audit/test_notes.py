"""A slot is recorded once, whoever judged it first."""

from datetime import timedelta

from bot.state.audit.append import AppendAudit
from bot.state.audit.notes import cycle_digest, decision
from bot.state.slots import due
from bot.words.canonical import digest
from tests.fakes.store import MemoryTree
from tests.state.audit.writing import NOON, entries, witness

MINUTE = timedelta(minutes=1)
HEADS = {"state/events/signals/2026-11-21.jsonl": "d" * 64}


def run(tree: MemoryTree, minute: int) -> None:
    actual = NOON + minute * MINUTE
    slots = due("*/30 * * * *", NOON - timedelta(hours=2), actual)
    notes = (
        decision("momentum-btc", slots.due[-1], {"from": "shadow", "to": "canary"}, "e" * 64),
        cycle_digest("cycle", slots, actual, HEADS),
    )
    tree.run([AppendAudit(witness(actual), notes)])


def test_two_runs_of_one_slot_leave_one_decision_and_one_digest() -> None:
    tree = MemoryTree()
    run(tree, 1)
    run(tree, 2)
    _, decided, digested = entries(tree)
    assert decided.body == {"from": "shadow", "to": "canary", "slot": "2026-11-21T12:00:00.000Z"}
    assert decided.inputs_digest == "e" * 64
    assert digested.inputs_digest == digest(HEADS)
    assert digested.body == {
        "slot": "2026-11-21T12:00:00.000Z",
        "actual": "2026-11-21T12:01:00.000Z",
        "caught_up": 3,
        "skipped": 0,
        "heads": HEADS,
    }
    run(tree, 31)
    assert len(entries(tree)) == 5
