from datetime import UTC, datetime

import pytest

from bot.errors import CorruptState
from bot.ports.store import Message
from bot.state.intents import (
    AppendIntents,
    ClaimIntent,
    Intent,
    append_intents,
    claim_intent,
    files_at,
    newest_of,
    remembered,
)
from tests.fakes.store import MemoryStore, MemoryTree

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MEANT = Intent(
    at="2026-11-21T12:00:00.000Z",
    key="comment/7",
    digest="0123456789ab",
    kind="comment",
    phase="intended",
    run="4711",
)
DONE = MEANT.model_copy(update={"phase": "done", "ref": "7"})


def test_they_are_remembered_in_order_over_months() -> None:
    january = datetime(2027, 1, 1, tzinfo=UTC)
    tree = MemoryTree().run([AppendIntents(january, (DONE,)), AppendIntents(NOON, (MEANT,))])
    assert remembered(tree) == [MEANT, DONE]


def test_what_stands_there_is_not_written_twice() -> None:
    operation = AppendIntents(NOON, (MEANT, DONE))
    tree = MemoryTree().run([AppendIntents(NOON, (MEANT,)), operation, operation])
    assert remembered(tree) == [MEANT, DONE]


def test_of_a_lost_race_both_are_kept() -> None:
    store, other = MemoryStore(), MEANT.model_copy(update={"run": "4712"})
    store.rival = lambda tree: tree.run([AppendIntents(NOON, (other,))])
    store.commit([AppendIntents(NOON, (MEANT,))], Message("Mean it"))
    assert remembered(store.tree()) == [other, MEANT]


def test_they_survive_being_kept_as_unsent_work() -> None:
    operation = AppendIntents(NOON, (MEANT, DONE))
    assert append_intents(operation.wire()) == operation


def test_of_two_that_claim_one_act_one_has_it() -> None:
    store, other = MemoryStore(), MEANT.model_copy(update={"run": "4712"})
    store.rival = lambda tree: tree.run([ClaimIntent(other)])
    store.commit([ClaimIntent(MEANT)], Message("Mean it"))
    assert newest_of(store.tree(), MEANT.key) == other
    store.commit([ClaimIntent(MEANT, over=other)], Message("Mean it again"))
    assert newest_of(store.tree(), MEANT.key) == MEANT


@pytest.mark.parametrize("claim", [ClaimIntent(MEANT), ClaimIntent(MEANT, over=DONE)])
def test_a_claim_survives_being_kept_as_unsent_work(claim: ClaimIntent) -> None:
    assert claim_intent(claim.wire()) == claim


def test_a_damaged_line_stops_everything() -> None:
    with pytest.raises(CorruptState, match=r"2026-11\.jsonl:1"):
        remembered(MemoryTree({"state/intents/2026-11.jsonl": b"{}\n"}))


def test_the_months_that_are_remembered_are_told_before_they_are_read() -> None:
    at = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert list(files_at(at)) == [
        "state/intents/2026-01.jsonl",
        "state/intents/2025-12.jsonl",
        "state/intents/2025-11.jsonl",
    ]
