"""Whoever appends takes the next place in the chain, and takes it once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CorruptState, UnknownSchema
from bot.state.audit.append import LOOK_BACK, AppendAudit, append_audit
from bot.state.audit.entry import ORIGIN, Kind
from bot.state.audit.note import Note
from bot.words.canonical import Json
from tests.fakes.store import MemoryTree
from tests.state.audit.writing import (
    FIRST_POLICY,
    NOON,
    SECOND_POLICY,
    append,
    entries,
    note,
    record,
    witness,
)

NOVEMBER, DECEMBER = "state/audit/2026-11.jsonl", "state/audit/2026-12.jsonl"
MINUTE = timedelta(minutes=1)


def test_the_first_append_starts_the_chain_with_a_genesis_entry() -> None:
    first, second = entries(MemoryTree().run([append()]))
    assert (first.kind, first.seq, first.prev) == (Kind.GENESIS, 0, ORIGIN)
    assert (second.kind, second.seq, second.prev) == (Kind.DECISION, 1, first.hash)


def test_an_entry_carries_all_that_the_decision_rested_on() -> None:
    asked = Note(Kind.DIGEST, "cycle", {"slot": "12:00"}, inputs_digest="d" * 64, key="cycle/12:00")
    entry = entries(MemoryTree().run([AppendAudit(witness(), (asked,))]))[1]
    assert (entry.at, entry.actor, entry.subject) == (NOON, "governor", "cycle")
    assert (entry.policy_digest, entry.inputs_digest) == (FIRST_POLICY, "d" * 64)
    assert (entry.code_version, entry.key, entry.body) == ("0.1.0", "cycle/12:00", asked.body)


def test_one_chain_runs_across_the_months() -> None:
    tree = MemoryTree().run([append(NOON), append(datetime(2026, 12, 1, tzinfo=UTC))])
    assert list(tree.names("state/audit/")) == [NOVEMBER, DECEMBER]
    assert [entry.seq for entry in entries(tree)] == [0, 1, 2]


def test_a_clock_that_went_back_a_month_still_writes_at_the_end() -> None:
    tree = MemoryTree().run([append(datetime(2026, 12, 1, tzinfo=UTC)), append(NOON)])
    assert list(tree.names("state/audit/")) == [DECEMBER]


def test_the_same_operation_sent_twice_is_recorded_once() -> None:
    tree = MemoryTree().run([append(), append()])
    assert len(entries(tree)) == 2


def test_a_key_is_recorded_once_even_within_one_operation_and_from_two_writers() -> None:
    twice = append(NOON, note(key="k"), note("other", key="k"))
    later = append(NOON + MINUTE, note(key="k"), note("mine"))
    found = entries(MemoryTree().run([twice, later]))
    assert [entry.subject for entry in found] == ["audit", "other", "mine"]


def test_a_key_is_remembered_across_files_for_a_thousand_entries() -> None:
    tree = MemoryTree().run([append(NOON, note(key="k"))])
    fill = [note(str(number)) for number in range(LOOK_BACK - 1)]
    tree.run([append(datetime(2026, 12, 1, tzinfo=UTC), *fill)])
    again = append(datetime(2026, 12, 2, tzinfo=UTC), note(key="k"))
    assert len(entries(tree.copy().run([again]))) == LOOK_BACK + 1
    tree.run([append(datetime(2026, 12, 2, tzinfo=UTC), note("one more"))])
    assert len(entries(tree.run([again]))) == LOOK_BACK + 3


def test_two_writers_take_two_places() -> None:
    mine, rival = append(NOON, note("mine")), append(NOON, note("rival"))
    one, other = MemoryTree().run([mine, rival]), MemoryTree().run([rival, mine])
    for tree in (one, other):
        found = entries(tree)
        assert [entry.seq for entry in found] == [0, 1, 2]
        assert found[2].prev == found[1].hash


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda data: data[:-1], "its last line is cut off"),
        (lambda data: data[:-40] + b"\n", "it is not JSON"),
        (lambda data: data.replace(b"agent-3", b"agent-4"), "does not have the hash"),
        (lambda data: data[: data.rindex(b"{") - 1] + data[data.rindex(b"{") :], "not JSON"),
        (lambda data: data[:0], "its last line is cut off"),
        (lambda data: data + b"\n", "it is not JSON"),
        (lambda data: data + data.splitlines(keepends=True)[-1], "does not follow"),
    ],
)
def test_nothing_is_added_to_a_damaged_tail(damage: object, reason: str) -> None:
    assert callable(damage)
    tree = record(5)
    tree.files[NOVEMBER] = damage(tree.files[NOVEMBER])
    before = dict(tree.files)
    with pytest.raises(CorruptState, match=reason):
        tree.run([append(NOON + 9 * MINUTE)])
    assert tree.files == before


def test_nothing_is_added_to_a_record_of_a_newer_governor() -> None:
    tree = record(3)
    tree.files[NOVEMBER] = tree.files[NOVEMBER].replace(b'"v":1', b'"v":2')
    with pytest.raises(UnknownSchema):
        tree.run([append(NOON + 9 * MINUTE)])


def test_a_changed_policy_is_recorded_before_what_was_decided_under_it() -> None:
    tree = MemoryTree().run([append(), append(NOON + MINUTE, note("next"), policy=SECOND_POLICY)])
    changed, decided = entries(tree)[2:]
    assert (changed.kind, changed.policy_digest) == (Kind.POLICY, SECOND_POLICY)
    assert changed.body == {
        "old": FIRST_POLICY,
        "new": SECOND_POLICY,
        "commit": "c0ffee",
        "by": "rosa",
        "acknowledged": "",
        "returns_to": None,
    }
    assert decided.subject == "next"


def test_a_policy_set_back_says_to_which_entry_it_returns() -> None:
    policies = [FIRST_POLICY, SECOND_POLICY, SECOND_POLICY, FIRST_POLICY]
    tree = MemoryTree().run(
        [
            append(NOON + at * MINUTE, note(str(at)), policy=policy)
            for at, policy in enumerate(policies)
        ]
    )
    changes = [entry.body["returns_to"] for entry in entries(tree) if entry.kind is Kind.POLICY]
    assert changes == [None, 0]


def test_a_late_writer_under_the_old_policy_does_not_set_it_back() -> None:
    tree = MemoryTree().run([append(NOON), append(NOON + MINUTE, note("2"), policy=SECOND_POLICY)])
    tree.run(
        [
            append(NOON + MINUTE / 2, note("late")),
            append(NOON + 2 * MINUTE, note("4"), policy=SECOND_POLICY),
        ]
    )
    assert [entry.kind for entry in entries(tree)].count(Kind.POLICY) == 1


BODIES: st.SearchStrategy[dict[str, Json]] = st.dictionaries(
    st.text(max_size=8),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=5,
    ),
    max_size=4,
)


@given(BODIES, st.text(max_size=20))
def test_any_body_survives_the_wire_and_the_chain(body: dict[str, Json], subject: str) -> None:
    operation = AppendAudit(witness(), (Note(Kind.HUMAN, subject, body),))
    assert append_audit(operation.wire()) == operation
    entry = entries(MemoryTree().run([operation]))[1]
    assert (entry.body, entry.subject) == (body, subject)
