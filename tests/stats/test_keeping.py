from bot.state.evidence import BookLine
from bot.stats.keeping import DECODERS, ForgetCheckpoints, WriteBook
from tests.fakes.store import MemoryTree

LINE = BookLine(since="2026-03-02T10:00:00.000Z", weights={"a": 0.5}, regime="MIXED", cap=0.6)
PATH = "state/book/2026-03-02.jsonl"


def test_old_checkpoints_are_dropped_and_nothing_else() -> None:
    kept = ["state/evidence.json", "state/evidence/2026-03-02.json", "state/days/2026-01-01.json"]
    tree = MemoryTree(dict.fromkeys([*kept, "state/evidence/2026-03-01.json"], b"{}"))
    assert sorted(tree.run([ForgetCheckpoints("2026-04-16")]).files) == sorted(kept)


def test_a_line_is_written_once_and_a_change_beside_it() -> None:
    other = LINE.model_copy(update={"cap": 0.5})
    tree = MemoryTree().run([WriteBook(LINE), WriteBook(LINE), WriteBook(other), WriteBook(LINE)])
    assert len(list(tree.lines(PATH))) == 3


def test_what_the_book_held_in_judged_hours_stays_as_it_was() -> None:
    before = LINE.model_copy(update={"since": "2026-03-02T09:00:00.000Z"})
    day_before = LINE.model_copy(update={"since": "2026-03-01T23:00:00.000Z"})
    tree = MemoryTree().run([WriteBook(LINE), WriteBook(before), WriteBook(day_before)])
    assert list(tree.files) == [PATH]
    assert len(list(tree.lines(PATH))) == 1


def test_operations_survive_being_written_down() -> None:
    operations = (ForgetCheckpoints("2026-04-16"), WriteBook(LINE))
    assert [DECODERS[one.kind](one.wire()) for one in operations] == list(operations)
