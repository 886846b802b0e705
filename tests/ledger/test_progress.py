"""The watermark and the list of tries: nothing is passed over, nothing is asked for in vain."""

import pytest

from bot.errors import CorruptState
from bot.ledger.due import Pair
from bot.ledger.marks import Mark
from bot.ledger.operations import (
    DECODERS,
    NoteProgress,
    Reopen,
    StoreMarks,
    StoreSettlements,
    signals_path,
)
from bot.ledger.progress import (
    RECONCILE,
    Progress,
    Try,
    days_after,
    expired,
    name_of,
    retries,
    revisited_days,
    ripe,
    still_unlisted,
    tried,
    unlisted_until,
)
from bot.ledger.rows import recorded
from bot.ledger.settle import Left
from bot.ledger.settlements import Status, read
from bot.ledger.terms import Retry
from bot.state.documents import load
from bot.state.tree import Operation
from tests.fakes.store import MemoryTree
from tests.ledger.build import TERMS, at, signal, signal_files, text_at

PAIR = Pair(signal(10), 1)
NAME = name_of(PAIR.key)
RETRY = Retry()
DAYS = ("2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03")


def failed(minute: float, progress: Progress) -> Progress:
    rows, again = tried([Left(PAIR, ("v: HTTP 500",), final=False)], progress, RETRY, at(minute))
    assert not rows
    return Progress(unresolved=again)


def test_a_pair_without_a_price_is_tried_again_later_and_later() -> None:
    first = failed(100, Progress())
    assert first.unresolved[NAME] == Try(
        day="2026-03-02",
        tries=1,
        since=text_at(100),
        next_at=text_at(130),
        reason="v: HTTP 500",
    )
    second = failed(130, first).unresolved[NAME]
    assert (second.tries, second.since, second.next_at) == (2, text_at(100), text_at(190))


def test_after_its_window_a_pair_is_unpriceable_and_says_why() -> None:
    progress = failed(100, Progress())
    later = at(100) + RETRY.window_ms
    rows, again = tried([Left(PAIR, ("v: HTTP 500",), final=False)], progress, RETRY, later)
    assert not again
    assert [(row.status, row.reason, row.net_bps) for row in rows] == [
        (Status.UNPRICEABLE, "v: HTTP 500", None)
    ]


def test_what_no_venue_lists_is_unpriceable_at_once() -> None:
    rows, again = tried([Left(PAIR, ("v: does not list X",))], Progress(), RETRY, at(100))
    assert not again
    assert rows[0].wire()["reason"] == "v: does not list X"


def test_days_are_open_from_the_watermark_to_tomorrow() -> None:
    assert days_after("2026-02-27", at(0)) == DAYS
    assert days_after("2026-02-27", at(1439)) == DAYS
    assert days_after("2026-03-04", at(0)) == ()


def test_a_complete_day_is_read_again_only_for_a_try_that_is_due() -> None:
    progress = replace_through(failed(100, Progress()), "2026-03-02")
    assert revisited_days(progress, at(129)) == ()
    assert revisited_days(progress, at(130)) == ("2026-03-02",)
    assert retries(progress) == {PAIR.key: at(130)}


def replace_through(progress: Progress, day: str) -> Progress:
    return progress.model_copy(update={"complete_through": day})


def test_a_day_is_ripe_when_its_last_horizon_is_over_and_late_lines_have_come() -> None:
    assert not ripe("2026-03-01", TERMS, at(3 * 24 * 60 - 1))
    assert ripe("2026-03-01", TERMS, at(3 * 24 * 60))


def test_a_market_is_not_asked_for_again_within_a_day() -> None:
    progress = Progress(unlisted=dict(unlisted_until(["v XUSDT 1m"], at(0))))
    assert still_unlisted(progress, at(1439)) == {"v XUSDT 1m"}
    assert still_unlisted(progress, at(1440)) == set()
    assert expired(progress, at(1440)) == ("v XUSDT 1m",)


def tree(count: int = 1, through: str = "") -> MemoryTree:
    signals = [signal(n, name=str(n)) for n in range(count)]
    found = MemoryTree(signal_files(signals))
    lines = sum(1 for _ in found.lines(signals_path(through)))
    return found.run([NoteProgress(after="", complete={through: lines} if through else {})])


def through(tree: MemoryTree) -> str:
    return load(tree, RECONCILE).complete_through


def test_the_watermark_moves_over_days_that_are_as_they_were_read() -> None:
    note = NoteProgress(after="", complete={"2026-03-01": 0, "2026-03-02": 3})
    assert through(tree(3).run([note])) == "2026-03-02"


def test_the_watermark_stops_before_a_day_that_has_grown() -> None:
    note = NoteProgress(after="", complete={"2026-03-01": 0, "2026-03-02": 2})
    assert through(tree(3).run([note])) == "2026-03-01"


def test_the_watermark_moves_only_from_where_it_was_seen() -> None:
    moved = tree(3, through="2026-03-02")
    note = NoteProgress(after="", complete={"2026-03-01": 0})
    assert through(moved.run([note])) == "2026-03-02"


def test_a_late_line_has_its_day_read_again() -> None:
    found = tree(3, through="2026-03-05")
    assert through(found.run([Reopen("2026-03-02")])) == "2026-03-01"
    assert through(found.run([Reopen("2026-03-04")])) == "2026-03-01"


def test_notes_add_and_take_away() -> None:
    again = failed(100, Progress()).unresolved
    note = NoteProgress(after="", complete={}, again=again, unlisted={"m": text_at(0)})
    found = tree().run([note])
    assert load(found, RECONCILE).unresolved == again
    done = NoteProgress(after="", complete={}, done=(NAME,), listed=("m",))
    assert load(found.run([done]), RECONCILE) == Progress()


def test_of_two_ends_of_a_ban_the_later_one_holds() -> None:
    notes = [NoteProgress("", {}, barred={"v": text_at(end)}) for end in (10, 30, 20)]
    assert load(tree().run(notes), RECONCILE).barred == {"v": text_at(30)}
    assert not notes[0].idle


def test_nothing_to_note_writes_nothing() -> None:
    before = tree().files
    assert tree().run([NoteProgress(after="", complete={})]).files == before
    assert NoteProgress(after="", complete={}).idle


def test_two_reconcilers_write_each_row_once() -> None:
    first, second = recorded(PAIR, at(100)), recorded(Pair(signal(10), 4), at(100))
    found = MemoryTree().run([StoreSettlements((first,))])
    rival = first._replace(settled_at=text_at(999))
    found.run([StoreSettlements((rival, second, second))])
    path = "state/ledger/2026-03-02.jsonl"
    assert read(found.lines(path), path) == [first, second]
    corrected = first._replace(price_version=2)
    assert len(read(found.run([StoreSettlements((corrected,))]).lines(path), path)) == 3


def test_a_torn_ledger_stops_and_stays_as_it_is() -> None:
    path = "state/ledger/2026-03-02.jsonl"
    for torn in (b'{"v":1,"signal', b"[]", b'{"v":1}'):
        found = MemoryTree({path: torn})
        with pytest.raises(CorruptState):
            found.run([StoreSettlements((recorded(PAIR, at(100)),))])
        assert found.files == {path: torn}


@pytest.mark.parametrize(
    "operation",
    [
        StoreSettlements((recorded(PAIR, at(100)),)),
        StoreMarks((Mark(text_at(60), "BTC", "binance", 100.0, 101.0, text_at(500)),)),
        NoteProgress("2026-03-01", {"2026-03-02": 1}, failed(100, Progress()).unresolved, ("x",)),
        NoteProgress(
            "2026-03-01", {}, overdue={"2026-03-02": text_at(0)}, barred={"v": text_at(9)}
        ),
        Reopen("2026-03-02"),
    ],
    ids=lambda operation: operation.kind,
)
def test_an_operation_survives_being_written_down(operation: Operation) -> None:
    assert DECODERS[operation.kind](operation.wire()) == operation


def test_signals_lie_where_ingest_puts_them() -> None:
    assert signals_path("2026-03-02") in tree().files
