from datetime import timedelta

from bot.events.telemetry import Telemetry
from bot.ledger.due import Pair
from bot.ledger.operations import StoreSettlements
from bot.ledger.progress import RECONCILE
from bot.ledger.rows import recorded
from bot.state.documents import load
from bot.stats.from_tree import TreeInputs
from bot.words.canonical import Json, encode_line
from bot.words.instant import from_ms
from tests.fakes.store import MemoryTree
from tests.ledger.build import at, signal, signal_files, text_at

DAY = 1440
NOW = from_ms(at(7 * DAY))


def tree_of(*rows: tuple[float, float]) -> MemoryTree:
    """Settle signals of one minute at another."""
    signals = [signal(minute, name=str(minute)) for minute, _ in rows]
    pairs = zip(signals, rows, strict=True)
    settled = tuple(recorded(Pair(one, 24), at(known)) for one, (_, known) in pairs)
    return MemoryTree(signal_files(signals)).run([StoreSettlements(settled)])


def inputs(tree: MemoryTree, *, whole: bool = False) -> TreeInputs:
    return TreeInputs(tree, load(tree, RECONCILE), NOW, whole=whole)


def test_what_was_settled_long_after_its_signal_is_found_by_its_day() -> None:
    tree = tree_of((10, 5 * DAY), (4 * DAY, 5 * DAY + 9), (4 * DAY + 1, 6 * DAY))
    for whole in (False, True):
        found = inputs(tree, whole=whole).settled("2026-03-07")
        assert sorted(row.settled_at for row in found) == [text_at(5 * DAY), text_at(5 * DAY + 9)]


def test_a_fold_from_the_first_day_on_needs_no_note_of_them() -> None:
    tree = tree_of((10, 5 * DAY), (4 * DAY, 5 * DAY + 9))
    del tree.files[RECONCILE.pattern]
    assert len(inputs(tree).settled("2026-03-07")) == 1
    assert len(inputs(tree, whole=True).settled("2026-03-07")) == 2


def test_what_is_not_known_yet_is_left_out_and_hidden() -> None:
    tree = tree_of((10, DAY + 10))
    path = "state/ledger/2026-03-02.jsonl"
    row = recorded(Pair(signal(10, name="10"), 24), at(9 * DAY))._replace(price_version=2)
    tree.files[path] += encode_line(row.wire())
    known = inputs(tree)
    assert [one.price_version for one in known.settled("2026-03-03")] == [1]
    assert known.hidden == text_at(DAY + 10)


def test_telemetry_of_an_older_partition_is_known_whatever_its_clock_said() -> None:
    tree, late = MemoryTree(), NOW + timedelta(minutes=1)
    for day in ("2026-03-08", "2026-03-09"):
        run = Telemetry(late, "ann", "r", 1.0, 1, 1, None, 0)
        tree.files[f"state/events/telemetry/{day}.jsonl"] = run.line()
    assert len(inputs(tree).telemetry("2026-03-08")) == 1
    assert len(inputs(tree).telemetry("2026-03-09")) == 0


def test_whose_line_was_refused_is_told_where_the_line_says_so() -> None:
    tree = MemoryTree()
    path = "state/events/quarantine/2026-03-02.jsonl"
    for number, raw in enumerate(['{"agent":"ann"}', '{"agent":7}', "{", "[]"]):
        record: dict[str, Json] = {
            "v": 1,
            "id": str(number),
            "received_at": text_at(5),
            "file": "f",
            "line": number,
            "field": "",
            "value": "",
            "reason": "r",
            "raw": raw,
            "raw_encoding": "utf-8",
        }
        tree.files[path] = tree.files.get(path, b"") + encode_line(record)
    assert [one.agent for one in inputs(tree).refused("2026-03-02")] == ["ann"]


def test_a_row_that_a_rival_settled_on_a_day_that_is_over_changes_its_counts() -> None:
    tree = tree_of((10, DAY + 10), (DAY + 20, DAY + 100), (DAY + 30, 2 * DAY + 10))
    before = inputs(tree).counts("2026-03-03")
    assert before["state/ledger/2026-03-02.jsonl"] == 1
    assert before["state/ledger/2026-03-03.jsonl"] == 1
    row = recorded(Pair(signal(DAY + 40, name="late"), 24), at(2 * DAY - 1))
    tree.files["state/ledger/2026-03-03.jsonl"] += encode_line(row.wire())
    assert inputs(tree).counts("2026-03-03") != before
