"""What comes late is noted with the rows themselves, also where a rival was faster."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.due import Pair
from bot.ledger.late import KEPT, is_current, noted, settled_afar
from bot.ledger.marks import Mark
from bot.ledger.operations import NoteProgress, Reopen, StoreMarks, StoreSettlements
from bot.ledger.progress import RECONCILE, Progress
from bot.ledger.rows import recorded
from bot.state.documents import load
from bot.state.evidence import checkpoint_path
from tests.fakes.store import MemoryTree
from tests.ledger.build import at, signal, text_at

NOON, NEXT_NOON, THIRD_NOON = 720, 720 + 1440, 720 + 2880


def marked(hour: float, known: float, version: int = 1) -> StoreMarks:
    one = Mark(text_at(hour), "BTC", "binance", 100.0, 101.0, text_at(known), version)
    return StoreMarks((one,))


def progress(tree: MemoryTree) -> Progress:
    return load(tree, RECONCILE)


def test_a_mark_of_the_same_day_is_not_late() -> None:
    assert progress(MemoryTree().run([marked(60, 150)])) == Progress()


def test_a_mark_of_a_day_that_is_over_is_noted_once() -> None:
    tree = MemoryTree().run([marked(60, NEXT_NOON)])
    assert (progress(tree).revision, progress(tree).late) == (1, {"1": text_at(60)})
    before = dict(tree.files)
    assert tree.run([marked(60, THIRD_NOON)]).files == before


def test_a_rivals_revision_is_not_lost() -> None:
    mine, theirs = marked(60, NEXT_NOON), marked(180, NEXT_NOON)
    note = NoteProgress("", {}, overdue={"2026-03-01": text_at(0)})
    found = progress(MemoryTree().run([mine, theirs, note]))
    assert (found.revision, found.late) == (2, {"1": text_at(60), "2": text_at(180)})
    assert found.overdue


def test_an_earlier_moment_says_all_that_later_ones_said() -> None:
    found = progress(MemoryTree().run([marked(180, NEXT_NOON), marked(60, NEXT_NOON)]))
    assert (found.revision, found.late) == (2, {"2": text_at(60)})


def test_a_corrected_settlement_counts_from_when_it_was_first_settled() -> None:
    first = recorded(Pair(signal(10), 1), at(100))
    again = first._replace(price_version=2, settled_at=text_at(NEXT_NOON))
    tree = MemoryTree().run([StoreSettlements((first,)), StoreSettlements((again,))])
    assert progress(tree).late == {"1": text_at(100)}
    soon = first._replace(price_version=3, settled_at=text_at(200))
    assert progress(MemoryTree().run([StoreSettlements((first, soon))])).late == {}


def test_a_pair_that_was_settled_long_after_its_signal_is_found_by_its_day() -> None:
    usual = recorded(Pair(signal(10), 24), at(THIRD_NOON))
    afar = recorded(Pair(signal(10, name="t"), 24), at(THIRD_NOON + 1440))
    tree = MemoryTree().run([StoreSettlements((usual, afar))])
    assert progress(tree).settled_afar == {"2026-03-05": ["2026-03-02"]}
    assert progress(tree).late == {}


def test_a_day_that_is_opened_again_is_late() -> None:
    tree = MemoryTree().run([NoteProgress("", {"2026-03-02": 0}), Reopen("2026-03-02")])
    assert progress(tree).late == {"1": text_at(0)}


@pytest.mark.parametrize("checkpoint", ["2026-03-03", "2026-03-09"])
def test_what_is_stored_for_a_day_that_was_judged_is_late(checkpoint: str) -> None:
    settled = recorded(Pair(signal(10), 1), at(100))
    for operation, first in (
        (Reopen("2026-03-02"), 0),
        (StoreSettlements((settled,)), 100),
        (marked(60, 150), 60),
    ):
        tree = MemoryTree({checkpoint_path(checkpoint): b""}).run([operation])
        assert progress(tree).late == {"1": text_at(first)}


def test_a_checkpoint_before_a_day_rests_on_nothing_of_it() -> None:
    tree = MemoryTree({checkpoint_path("2026-03-02"): b""})
    settled = recorded(Pair(signal(10), 1), at(100))
    tree.run([Reopen("2026-03-02"), StoreSettlements((settled,)), marked(60, 150)])
    assert progress(tree) == Progress()


@pytest.mark.parametrize(
    ("revision", "minute", "current"),
    [(0, 60, True), (0, 61, False), (1, 61, True), (2, 9999, True)],
)
def test_who_has_seen_a_revision_is_current(revision: int, minute: float, *, current: bool) -> None:
    known = noted(Progress(), [text_at(60)])
    assert is_current(known, revision, text_at(minute)) is current


@given(st.lists(st.integers(0, 200), max_size=150), st.integers(0, 150), st.integers(0, 201))
def test_few_are_kept_and_none_is_forgotten(minutes: list[int], seen: int, until: int) -> None:
    known = Progress()
    for minute in minutes:
        known = noted(known, [text_at(minute)])
    missed = any(minute < until for minute in minutes[seen:])
    assert len(known.late) <= KEPT
    assert known.revision == len(minutes)
    if missed:
        assert not is_current(known, seen, text_at(until))
    elif len(minutes) <= KEPT:
        assert is_current(known, seen, text_at(until))


def test_days_that_were_settled_afar_are_kept_for_a_while() -> None:
    known = Progress()
    first = date(2026, 3, 10)
    for number in range(KEPT + 5):
        day = (first + timedelta(days=number)).isoformat()
        known = settled_afar(known, [(day, "2026-03-01")])
    assert len(known.settled_afar) == KEPT
    assert "2026-03-10" not in known.settled_afar
