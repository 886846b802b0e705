"""Whatever is done to a record is found, and named where it was done."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.state.audit.entry import seal
from bot.state.audit.fault import AuditFault, Tampering
from bot.state.audit.files import FOLDER
from bot.state.audit.head import Anchor, Head, head_of, signed_text
from bot.state.audit.verify import Verdict, verify
from bot.words.canonical import Json
from tests.state.audit.writing import FIRST_POLICY, NOON, append, entries, note, record

Lines: TypeAlias = list[bytes]
Files: TypeAlias = dict[str, bytes]
Tamper: TypeAlias = Callable[[Lines], None]

# Thirty entries over three months: 0-9 in November, 10-19 in December, 20-29 in January.
RECORD = record(30, timedelta(days=3, hours=2))
NOVEMBER, DECEMBER, JANUARY, FEBRUARY = RECORD.names(FOLDER)
ENTRIES = entries(RECORD)
HEAD = Anchor(Head(ENTRIES[-1].seq, ENTRIES[-1].hash), "commit c0ffee")


def judge(files: Files, *anchors: Anchor) -> Verdict:
    return verify(sorted(files.items()), anchors, FIRST_POLICY)


def tampered(tamper: Tamper, path: str = DECEMBER) -> Files:
    lines = RECORD.files[path].splitlines(keepends=True)
    tamper(lines)
    return {**RECORD.files, path: b"".join(lines)}


def swap(one: int, other: int) -> Tamper:
    def tamper(lines: Lines) -> None:
        lines[one], lines[other] = lines[other], lines[one]

    return tamper


def rewrite(lines: Lines, place: int, **changes: Json) -> None:
    """Change an entry and give it the hash that fits, as somebody who knows the format would."""
    entry = ENTRIES[at(place)]
    fields: dict[str, Json] = {
        "v": 1,
        "seq": entry.seq,
        "at": "2026-12-05T12:00:00.000Z",
        "kind": entry.kind.value,
        "actor": entry.actor,
        "subject": entry.subject,
        "body": entry.body,
        "key": entry.key,
        "policy_digest": entry.policy_digest,
        "inputs_digest": entry.inputs_digest,
        "code_version": entry.code_version,
        "prev": entry.prev,
    }
    lines[place] = seal({**fields, **changes}) + b"\n"


def at(place: int) -> int:
    """Give the sequence number of a line of December."""
    return len(RECORD.files[NOVEMBER].splitlines()) + place


def brief(fault: AuditFault) -> tuple[Tampering, int | None, int | None]:
    return fault.kind, fault.line, fault.seq


def edit(lines: Lines) -> None:
    lines[3] = lines[3].replace(b"canary", b"live!!")


def edit_the_hash(lines: Lines) -> None:
    lines[3] = lines[3].replace(ENTRIES[at(3)].hash.encode(), b"0" * 64)


def edit_and_rehash(lines: Lines) -> None:
    rewrite(lines, 3, subject="somebody-else")


def break_json(lines: Lines) -> None:
    lines[3] = lines[3][:50] + b"\n"


def join_two(lines: Lines) -> None:
    lines[3] = lines[3][:-1]


def delete(lines: Lines) -> None:
    del lines[3]


def delete_three(lines: Lines) -> None:
    del lines[3:6]


def delete_the_first(lines: Lines) -> None:
    del lines[0]


def duplicate(lines: Lines) -> None:
    lines.insert(3, lines[3])


def duplicate_far(lines: Lines) -> None:
    lines.insert(8, lines[3])


def insert_text(lines: Lines) -> None:
    lines.insert(3, b"{}\n")


def insert_blank(lines: Lines) -> None:
    lines.insert(3, b"\n")


def insert_entry(lines: Lines) -> None:
    real = lines[3]
    rewrite(lines, 3, subject="slipped-in")
    lines.insert(4, real)


def insert_far_entry(lines: Lines) -> None:
    real = lines[3]
    rewrite(lines, 3, seq=999, prev="f" * 64)
    lines.insert(4, real)


def move_later(lines: Lines) -> None:
    lines.insert(7, lines.pop(3))


def move_earlier(lines: Lines) -> None:
    lines.insert(3, lines.pop(7))


def forge_elsewhere(lines: Lines) -> None:
    rewrite(lines, 3, subject="forged")
    lines.insert(7, lines.pop(3))


def cut_the_last_line_end(lines: Lines) -> None:
    lines[-1] = lines[-1][:-1]


K = Tampering


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (edit, [(K.EDITED, 4, at(3))]),
        (edit_the_hash, [(K.EDITED, 4, at(3))]),
        (edit_and_rehash, [(K.REPLACED, 4, at(3))]),
        (break_json, [(K.BROKEN, 4, at(3))]),
        (join_two, [(K.BROKEN, 4, at(3)), (K.DELETED, 5, at(4))]),
        (delete, [(K.DELETED, 4, at(3))]),
        (delete_three, [(K.DELETED, 4, at(3))]),
        (delete_the_first, [(K.DELETED, 1, at(0))]),
        (swap(3, 4), [(K.MOVED, 4, at(4))]),
        (swap(2, 7), [(K.MOVED, 3, at(7)), (K.MOVED, 8, at(2))]),
        (swap(0, 1), [(K.MOVED, 1, at(1))]),
        (swap(-1, -2), [(K.MOVED, 9, at(9))]),
        (duplicate, [(K.REPEATED, 5, at(3))]),
        (duplicate_far, [(K.REPEATED, 9, at(3))]),
        (insert_text, [(K.INSERTED, 4, None)]),
        (insert_blank, [(K.INSERTED, 4, None)]),
        (insert_entry, [(K.INSERTED, 4, at(3))]),
        (insert_far_entry, [(K.INSERTED, 4, 999)]),
        (move_later, [(K.MOVED, 8, at(3))]),
        (move_earlier, [(K.MOVED, 4, at(7))]),
        (forge_elsewhere, [(K.DELETED, 4, at(3)), (K.INSERTED, 8, at(3))]),
        (cut_the_last_line_end, [(K.BROKEN, 10, at(9))]),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_tampering_in_the_middle(
    tamper: Tamper, expected: list[tuple[Tampering, int | None, int | None]]
) -> None:
    verdict = judge(tampered(tamper), HEAD)
    assert [brief(fault) for fault in verdict.faults] == expected
    assert {fault.file for fault in verdict.faults} == {DECEMBER}


def test_a_sound_record_has_no_fault_and_is_proven_to_its_head() -> None:
    verdict = judge(RECORD.files, HEAD)
    assert verdict == Verdict(30, HEAD.head, 29, None, (), 29)
    assert head_of(RECORD) == HEAD.head


@pytest.mark.parametrize(
    ("gone", "file", "seq"), [(NOVEMBER, DECEMBER, 0), (JANUARY, FEBRUARY, at(10))]
)
def test_a_missing_month_is_named_where_it_should_have_come_before(
    gone: str, file: str, seq: int
) -> None:
    files = {path: data for path, data in RECORD.files.items() if path != gone}
    (fault,) = judge(files, HEAD).faults
    assert (fault.kind, fault.file, fault.line, fault.seq) == (K.MISSING_FILE, file, 1, seq)


def test_an_empty_month_and_a_foreign_file_are_named() -> None:
    stray = f"{FOLDER}notes.txt"
    faults = judge({**RECORD.files, DECEMBER: b"", stray: b"hello"}, HEAD).faults
    assert [(fault.kind, fault.file, fault.line) for fault in faults] == [
        (K.BROKEN, DECEMBER, None),
        (K.MISSING_FILE, JANUARY, 1),
        (K.STRAY_FILE, stray, None),
    ]


@pytest.mark.parametrize("cut", [1, 2, 5])
def test_a_cut_tail_is_found_by_an_anchor_and_only_by_one(cut: int) -> None:
    files = scattered(JOINED[:-cut])
    assert judge(files).faults == ()
    assert judge(files).proven is None
    (fault,) = judge(files, HEAD).faults
    assert (fault.kind, fault.seq) == (K.TRUNCATED, 29 - cut)
    assert "commit c0ffee vouches for entry 29" in fault.reason


def test_a_record_that_is_gone_is_found_by_an_anchor() -> None:
    (fault,) = judge({}, HEAD).faults
    assert (fault.kind, fault.seq) == (K.TRUNCATED, 0)


def test_a_tail_written_anew_is_found_by_the_first_anchor_that_differs() -> None:
    forged = record(25, timedelta(days=3, hours=2))
    forged.run([append(NOON + timedelta(days=77 + day), note(f"new-{day}")) for day in range(5)])
    anchors = [Anchor(Head(entry.seq, entry.hash), f"commit {entry.seq}") for entry in ENTRIES]
    verdict = judge(forged.files, *anchors)
    assert [(fault.kind, fault.seq) for fault in verdict.faults] == [(K.REPLACED, 25)]
    assert verdict.proven == 24


def check(text: bytes, signature: str) -> bool:
    return signature == f"signed {text.decode()}"


def signed(anchor: Anchor) -> Anchor:
    return Anchor(anchor.head, anchor.source, f"signed {signed_text(anchor.head).decode()}")


@pytest.mark.parametrize(
    ("anchors", "kinds", "proven", "last_signed"),
    [
        ([signed(HEAD)], [], 29, 29),
        ([HEAD], [K.UNSIGNED], 29, None),
        ([], [K.UNSIGNED], None, None),
        ([HEAD, signed(Anchor(Head(7, ENTRIES[7].hash), "older"))], [], 29, 7),
        ([Anchor(HEAD.head, "x", "forged")], [K.FORGED, K.UNSIGNED], None, None),
        ([signed(HEAD), Anchor(Head(3, "0" * 64), "x", "forged")], [K.FORGED], 29, 29),
    ],
)
def test_with_a_key_only_its_signature_proves(
    anchors: list[Anchor], kinds: list[Tampering], proven: int | None, last_signed: int | None
) -> None:
    verdict = verify(sorted(RECORD.files.items()), anchors, FIRST_POLICY, check)
    assert [fault.kind for fault in verdict.faults] == kinds
    assert (verdict.proven, verdict.signed) == (proven, last_signed)


POSITIONS = st.integers(0, 29)
JOINED = [line for path in RECORD.files for line in RECORD.files[path].splitlines(keepends=True)]


def scattered(lines: Lines) -> Files:
    """Lay lines into the monthly files, each with as many as it had."""
    rest = list(lines)
    files = {}
    for path in RECORD.files:
        count = len(RECORD.files[path].splitlines())
        files[path], rest = b"".join(rest[:count]), rest[count:]
    files[FEBRUARY] += b"".join(rest)
    return {path: data for path, data in files.items() if data}


@given(st.sampled_from(list(RECORD.files)), st.data())
def test_any_edit_of_a_single_byte_is_found_in_its_line(path: str, data: st.DataObject) -> None:
    whole = RECORD.files[path]
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != whole[place]))
    edited = whole[:place] + bytes([byte]) + whole[place + 1 :]
    faults = judge({**RECORD.files, path: edited}, HEAD).faults
    assert faults
    assert (faults[0].file, faults[0].line) == (path, whole[:place].count(b"\n") + 1)


@given(st.sampled_from(list(RECORD.files)), st.data())
def test_any_byte_taken_out_or_put_in_is_found(path: str, data: st.DataObject) -> None:
    whole = RECORD.files[path]
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.binary(max_size=2).filter(lambda value: value != whole[place : place + 1]))
    assert judge({**RECORD.files, path: whole[:place] + byte + whole[place + 1 :]}, HEAD).faults


@given(st.sets(POSITIONS, min_size=1, max_size=29))
def test_any_deletion_is_found(gone: set[int]) -> None:
    kept = [line for seq, line in enumerate(JOINED) if seq not in gone]
    faults = judge(scattered(kept), HEAD).faults
    assert {fault.kind for fault in faults} <= {K.DELETED, K.TRUNCATED, K.MISSING_FILE}
    runs = {seq for seq in gone if seq - 1 not in gone}
    named = {fault.seq for fault in faults if fault.kind is not K.TRUNCATED}
    last = max(set(range(30)) - gone)
    assert named == {seq for seq in runs if seq < last}
    assert any(fault.kind is K.TRUNCATED for fault in faults) == (29 in gone)


@given(POSITIONS, POSITIONS)
def test_any_swap_is_found_at_one_of_its_two_lines(one: int, other: int) -> None:
    lines = list(JOINED)
    lines[one], lines[other] = lines[other], lines[one]
    faults = judge(scattered(lines), HEAD).faults
    assert bool(faults) == (one != other)
    assert {fault.kind for fault in faults} <= {K.MOVED}


@given(st.permutations(range(30)))
def test_any_shuffle_is_found(order: list[int]) -> None:
    verdict = judge(scattered([JOINED[seq] for seq in order]), HEAD)
    assert bool(verdict.faults) == (order != sorted(order))


@given(POSITIONS, st.integers(0, 30))
def test_any_repetition_is_found_and_named_by_its_number(source: int, target: int) -> None:
    lines = [*JOINED[:target], JOINED[source], *JOINED[target:]]
    faults = judge(scattered(lines), HEAD).faults
    assert [(fault.kind, fault.seq) for fault in faults] == [(K.REPEATED, source)]


@given(st.lists(st.sampled_from([*JOINED, b"{}\n", b"\xff\n", b"[" * 5000 + b"\n"]), max_size=20))
def test_no_heap_of_lines_makes_it_stumble(lines: Lines) -> None:
    assert verify([(NOVEMBER, b"".join(lines))], [HEAD]).faults
