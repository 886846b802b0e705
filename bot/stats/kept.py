"""What the state keeps of judging: which checkpoint still holds, and the records of days."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from bot.errors import CorruptState
from bot.ledger.late import is_current
from bot.ledger.progress import Progress
from bot.state.documents import decode, load
from bot.state.evidence import CHECKPOINT, DAY_FILE, Checkpoint, DayPage, checkpoint_path, day_path
from bot.state.tree import Tree
from bot.stats import tally_wire
from bot.stats.course import Numbers
from bot.stats.days import DayRecord
from bot.stats.held import midnight
from bot.stats.keep import book_of, page_of, read
from bot.stats.memory import Memory
from bot.words.instant import DAY, day_of, render

KEPT_DAYS = 45
READ = 64  # pages in memory, which is more than a judgement looks back on
Count = Callable[[str], Mapping[str, int]]


def newest(
    tree: Tree, progress: Progress, numbers: Numbers, until: datetime, count: Count
) -> Memory | None:
    """Read the newest checkpoint that still holds; what rests on less is folded again."""
    for back in range(KEPT_DAYS + 1):
        day = day_of(until - back * DAY)
        path = checkpoint_path(day)
        if tree.read(path) is not None:
            found = load(tree, CHECKPOINT, path)
            _check(path, found.at, render(midnight(day)))
            if holds(found, progress, numbers.basis) and _is_whole(tree, found, day, count):
                return read(found, path, numbers.terms)
    return None


def holds(found: Checkpoint, progress: Progress, basis: str) -> bool:
    return found.basis == basis and is_current(progress, found.revision, found.at)


def _is_whole(tree: Tree, found: Checkpoint, day: str, count: Count) -> bool:
    """Tell whether no line has come to the day before, and its record is there."""
    before = day_before(day)
    return found.counts == count(before) and tree.read(day_path(before)) is not None


def day_before(day: str) -> str:
    return day_of(midnight(day) - DAY)


def day_records(tree: Tree, days: Iterable[str]) -> Iterator[tuple[str, DayRecord]]:
    """Read the records of days; one from before anything was judged has none."""
    for day in days:
        path = day_path(day)
        data = tree.read(path)
        if data is not None:
            record = _read(path, data)
            _check(path, record.day, day)
            yield day, record


def _check(path: str, said: str, meant: str) -> None:
    if said != meant:
        raise CorruptState(path, f"it is of {said or 'no day'}, not of {meant}")


@lru_cache(maxsize=READ)
def _read(path: str, data: bytes) -> DayRecord:
    """Read each page once: charts show the days that were judged, and so does each missed slot."""
    return _record(decode(path, data, DAY_FILE), path)


def _record(page: DayPage, path: str) -> DayRecord:
    try:
        tallies = {name: tally_wire.read(each) for name, each in page.hypotheses.items()}
    except ValueError as error:
        raise CorruptState(path, f"a tally cannot be read ({error})") from None
    return DayRecord(page.day, tallies, book_of(page.portfolio))


def day_page(record: DayRecord) -> DayPage:
    tallies = {name: tally_wire.write(each) for name, each in record.tallies.items()}
    return DayPage(day=record.day, portfolio=page_of(record.book), hypotheses=tallies)
