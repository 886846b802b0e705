"""An older policy never comes back unnoticed, and none rules without an entry."""

from datetime import datetime, timedelta

import pytest

from bot.state.audit.append import AppendAudit
from bot.state.audit.entry import Kind, seal
from bot.state.audit.fault import Tampering
from bot.state.audit.files import FOLDER
from bot.state.audit.note import Note, PolicySource, Witness, fields_of
from bot.state.audit.policies import acknowledgement
from bot.state.audit.verify import verify
from tests.fakes.store import MemoryTree
from tests.state.audit.writing import (
    FIRST_POLICY,
    NOON,
    SECOND_POLICY,
    THIRD_POLICY,
    append,
    entries,
    note,
    witness,
)

MINUTE = timedelta(minutes=1)
RESTORED, UNRECORDED = Tampering.POLICY_RESTORED, Tampering.POLICY_UNRECORDED
A, B, C = FIRST_POLICY, SECOND_POLICY, THIRD_POLICY


def ruled(*policies: str) -> MemoryTree:
    """Write one decision a minute, each under its policy."""
    operations = [
        append(NOON + minute * MINUTE, note(f"decision-{minute}"), policy=policy)
        for minute, policy in enumerate(policies)
    ]
    return MemoryTree().run(operations)


def smuggle(tree: MemoryTree, subject: str, at: datetime, policy: str) -> None:
    """Chain on an entry without the one that puts its policy in force."""
    last, path = entries(tree)[-1], tree.names(FOLDER)[-1]
    fields = fields_of(witness(at, policy), note(subject))
    tree.files[path] += seal({**fields, "seq": last.seq + 1, "prev": last.hash}) + b"\n"


def judge(tree: MemoryTree, current: str) -> list[tuple[Tampering, str]]:
    files = [(path, tree.files[path]) for path in tree.names(FOLDER)]
    found = {entry.seq: entry for entry in entries(tree)}
    faults = verify(files, (), current).faults
    return [(fault.kind, found[fault.seq or 0].subject) for fault in faults]


@pytest.mark.parametrize(
    ("policies", "current", "expected"),
    [
        pytest.param([A, A], A, [], id="never changed"),
        pytest.param([A, B, C], C, [], id="always forward"),
        pytest.param([A, B, B, A], A, [(RESTORED, "policies")], id="set back, recorded"),
        pytest.param([A, B, A, B], B, [(RESTORED, "policies")] * 2, id="to and fro"),
        pytest.param([A, B], A, [(RESTORED, "policies")], id="set back, not yet recorded"),
        pytest.param([A, B], C, [], id="edited since the last entry"),
    ],
)
def test_policies(policies: list[str], current: str, expected: list[tuple[Tampering, str]]) -> None:
    assert judge(ruled(*policies), current) == expected


def test_a_return_that_a_person_acknowledged_is_no_fault() -> None:
    tree = ruled(A, B, A)
    change = next(entry for entry in reversed(entries(tree)) if entry.kind is Kind.POLICY)
    act = Note(Kind.HUMAN, "policies", acknowledgement(change, "the new cap was a mistake"))
    tree.run([AppendAudit(witness(NOON + 9 * MINUTE, actor="rosa"), (act,))])
    assert judge(tree, A) == []
    tree.run([append(NOON + at * MINUTE, note(str(at)), policy=p) for at, p in ((10, B), (11, A))])
    assert judge(tree, A) == [(RESTORED, "policies")] * 2


def test_a_change_that_was_acknowledged_when_it_was_made_is_no_fault() -> None:
    source = PolicySource(A, "c0ffee", "rosa", "merged the revert of the new cap")
    restoring = Witness(NOON + 9 * MINUTE, "governor", source, "0.1.0")
    assert judge(ruled(A, B).run([AppendAudit(restoring, (note("next"),))]), A) == []


def test_only_a_human_entry_acknowledges() -> None:
    tree = ruled(A, B, A)
    change = next(entry for entry in reversed(entries(tree)) if entry.kind is Kind.POLICY)
    act = Note(Kind.DECISION, "policies", acknowledgement(change, "trust me"))
    tree.run([AppendAudit(witness(NOON + 9 * MINUTE), (act,))])
    assert judge(tree, A) == [(RESTORED, "policies")]


def test_a_late_writer_under_the_old_policy_is_no_fault() -> None:
    tree = ruled(A, B).run([append(NOON + MINUTE / 2, note("late"), policy=A)])
    assert judge(tree.run([append(NOON + 2 * MINUTE, note("after"), policy=B)]), B) == []


def test_a_decision_under_a_policy_that_nobody_recorded_is_named_once() -> None:
    tree = ruled(A, B)
    for at in range(3):
        smuggle(tree, str(at), NOON + 3 * MINUTE + at * MINUTE, A)
    assert judge(tree, B) == [(UNRECORDED, "0")]


def test_an_act_of_a_future_date_hides_no_later_change() -> None:
    tree = MemoryTree().run([append(NOON + timedelta(days=9000), note("far ahead"), policy=A)])
    tree.run([append(NOON + at * MINUTE, note(str(at)), policy=p) for at, p in ((1, B), (2, A))])
    changes = [entry.policy_digest for entry in entries(tree) if entry.kind is Kind.POLICY]
    assert changes == [B, A]
    assert judge(tree, A) == [(RESTORED, "policies")]


def test_nobody_is_late_for_ever() -> None:
    tree = MemoryTree().run([append(NOON + timedelta(days=9000), note("far ahead"), policy=A)])
    smuggle(tree, "under-b", NOON, B)
    assert judge(tree, B) == [(UNRECORDED, "under-b")]
