"""The inputs of the fold from state files: only the partitions that are asked for are read."""

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from pydantic import ValidationError

from bot.errors import CorruptState
from bot.events import telemetry
from bot.events.known import QUARANTINE, SIGNALS, TELEMETRY, partition
from bot.events.quarantine import ADAPTER as REFUSED
from bot.events.signal import Signal
from bot.events.telemetry import Telemetry
from bot.ledger import marks, settlements
from bot.ledger.late import usual_days
from bot.ledger.progress import Progress
from bot.ledger.settlements import Settlement
from bot.ledger.signals import distinct
from bot.ledger.work import marks_of, rows_of, signal_days, signals_of
from bot.state.documents import records
from bot.state.evidence import BOOK, book_path
from bot.state.tree import Tree
from bot.stats.book import InForce
from bot.stats.inputs import Prices, Refusal
from bot.stats.keep import in_force_of
from bot.stats.prices import prices_of
from bot.words.instant import day_of, parse, render

T = TypeVar("T")
KEPT = 8  # days in memory: a view looks back on three, and no day is asked for again much later


class TreeInputs:
    """What a tree says as of `now`.

    `whole` is for a fold from the first day on: settlements are then found wherever they lie.
    `hidden` is the earliest moment about which the tree knows more than was known at `now`.
    """

    def __init__(
        self, tree: Tree, progress: Progress, now: datetime, *, whole: bool = False
    ) -> None:
        self._tree, self._progress, self._now = tree, progress, now
        self._text, self._whole = render(now), whole
        self._kept: dict[Hashable, object] = {}
        self._rows: dict[str, list[Settlement]] = {}
        self._loaded: set[str] = set()
        self.hidden: str | None = None

    def first_day(self) -> str | None:
        return next(iter(self._all_days()), None)

    def signals(self, day: str) -> Sequence[Signal]:
        return self._once(("signals", day), lambda: self._signals(day))

    def telemetry(self, day: str) -> Sequence[Telemetry]:
        return self._once(("telemetry", day), lambda: self._telemetry(day))

    def settled(self, day: str) -> Sequence[Settlement]:
        for partition_day in self._partitions(day):
            if partition_day not in self._loaded:
                self._loaded.add(partition_day)
                self._load(partition_day)
        for old in [other for other in self._rows if other < usual_days(day)[0]]:
            del self._rows[old]
        return self._rows.get(day, ())

    def prices(self, day: str) -> Prices:
        return self._once(("prices", day), lambda: self._prices(day))

    def refused(self, day: str) -> Sequence[Refusal]:
        path = partition(QUARANTINE, day)
        found = (refusal_of(line, path) for line in self._tree.lines(path))
        return [one for one in found if one is not None and one.at <= self._now]

    def book(self, day: str) -> Sequence[InForce]:
        lines = records(self._tree, BOOK, book_path(day))
        return self._once(("book", day), lambda: [in_force_of(line) for line in lines])

    def counts(self, day: str) -> dict[str, int]:
        """Count the lines behind a day that is over, to see later whether one has come since."""
        views = (partition(SIGNALS, each) for each in usual_days(day))
        others = (partition(TELEMETRY, day), partition(QUARANTINE, day), book_path(day))
        every = (*views, *others, marks.path_of_day(day))
        lines = {path: sum(1 for _ in self._tree.lines(path)) for path in every}
        return {**lines, **self._settled_on(day)}

    def _settled_on(self, day: str) -> dict[str, int]:
        """Count rows by what is written: to read them all would take longer than a look."""
        said = f'"settled_at":"{day}'.encode()
        near = (*usual_days(day), *self._progress.settled_afar.get(day, ()))
        paths = map(settlements.path_of, near)
        return {path: sum(said in line for line in self._tree.lines(path)) for path in paths}

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = make()
            same = [other for other in self._kept if _kind(other) == _kind(key)]
            for old in same[:-KEPT]:
                del self._kept[old]
        return self._kept[key]  # type: ignore[return-value]

    def _all_days(self) -> Sequence[str]:
        return self._once("days", lambda: signal_days(self._tree))

    def _signals(self, day: str) -> list[Signal]:
        found = distinct(signals_of(self._tree, day))
        return [one for one in found if one.received_at <= self._now]

    def _telemetry(self, day: str) -> list[Telemetry]:
        path = partition(TELEMETRY, day)
        lines = enumerate(self._tree.lines(path), 1)
        found = [run_of(line, f"{path}:{number}") for number, line in lines]
        return [one for one in found if one.ts <= self._now or day < day_of(self._now)]

    def _prices(self, day: str) -> Prices:
        known = []
        for mark in marks_of(self._tree, [day]):
            if mark.marked_at <= self._text:
                known.append(mark)
            else:
                self._hide(mark.hour)
        return prices_of(known)

    def _partitions(self, day: str) -> Iterable[str]:
        if self._whole:
            return [each for each in self._all_days() if each <= day]
        return (*usual_days(day), *self._progress.settled_afar.get(day, ()))

    def _load(self, partition_day: str) -> None:
        """Put the rows of a partition to the days on which their pairs were first settled."""
        known = []
        rows = rows_of(self._tree, [partition_day])
        first = settlements.first_settled(rows)
        for row in rows:
            if row.settled_at <= self._text:
                known.append(row)
            else:
                self._hide(first[row.key])
        for row in settlements.counting(known).values():
            counted = settlements.since_first(row, first)
            self._rows.setdefault(counted.settled_at[:10], []).append(counted)

    def _hide(self, moment: str) -> None:
        self.hidden = moment if self.hidden is None else min(self.hidden, moment)


def _kind(key: Hashable) -> object:
    return key[0] if isinstance(key, tuple) else key


def run_of(line: bytes, where: str) -> Telemetry:
    try:
        return telemetry.parse(line)
    except ValueError as error:
        raise CorruptState(where, f"it is not telemetry ({str(error).splitlines()[0]})") from None


def refusal_of(line: bytes, path: str) -> Refusal | None:
    """Read whose line was refused, as far as that can be told from it."""
    try:
        fields = REFUSED.validate_json(line)
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise CorruptState(path, f"a line is not a refusal ({reason})") from None
    try:
        agent = json.loads(fields["raw"])["agent"]
    except (ValueError, LookupError, TypeError):
        return None
    return Refusal(agent, parse(fields["received_at"])) if isinstance(agent, str) else None
