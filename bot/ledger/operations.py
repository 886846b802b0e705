"""What reconciliation writes, as intents that may be applied again on a newer tree."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar, TypeVar

from bot.ledger import late, marks, settlements
from bot.ledger.appending import appends, unwritten
from bot.ledger.marks import Mark
from bot.ledger.progress import RECONCILE, Progress, Try
from bot.ledger.settlements import Settlement
from bot.state.documents import load, put
from bot.state.tree import Operation, Tree, Write
from bot.words.canonical import Json

T = TypeVar("T")


SIGNALS = "state/events/signals/"


def signals_path(day: str) -> str:
    return f"{SIGNALS}{day}.jsonl"


@dataclass(frozen=True, slots=True)
class StoreSettlements:
    """Append rows; of two reconcilers that settle the same pair the first one's row stands."""

    kind: ClassVar[str] = "store-settlements"
    rows: tuple[Settlement, ...]

    def apply(self, tree: Tree) -> Iterator[Write]:
        key = ("signal_id", "horizon_hours", "price_version")
        new = unwritten(tree, self.rows, lambda row: settlements.path_of(row.day), key)
        yield from _noted(tree, lambda old: self._note(tree, old, new))
        yield from appends(new)

    def _note(self, tree: Tree, old: Progress, new: Mapping[str, Sequence[Settlement]]) -> Progress:
        rows = [row for group in new.values() for row in group]
        known = late.settled_afar(old, ((row.settled_at[:10], row.day) for row in rows))
        moments = [moment for path in new for moment in _corrected(tree, path, new[path])]
        return late.noted(known, [*moments, *_judged(tree, {row.settled_at for row in rows})])

    def wire(self) -> Mapping[str, Json]:
        return {"rows": [row.wire() for row in self.rows]}


@dataclass(frozen=True, slots=True)
class StoreMarks:
    kind: ClassVar[str] = "store-marks"
    marks: tuple[Mark, ...]

    def apply(self, tree: Tree) -> Iterator[Write]:
        key = ("hour", "symbol", "price_version")
        new = unwritten(tree, self.marks, marks.path_of, key)
        found = [mark for group in new.values() for mark in group]
        moments = [mark.hour for mark in found if late.is_late(mark.hour, mark.marked_at)]
        moments += _judged(tree, {mark.hour for mark in found})
        yield from _noted(tree, lambda old: late.noted(old, moments))
        yield from appends(new)

    def wire(self) -> Mapping[str, Json]:
        return {"marks": [mark.wire() for mark in self.marks]}


def _noted(tree: Tree, change: Callable[[Progress], Progress]) -> Iterator[Write]:
    old = load(tree, RECONCILE)
    new = change(old)
    if new != old:
        yield put(RECONCILE.pattern, new)


def _judged(tree: Tree, moments: Iterable[str]) -> Iterator[str]:
    first = {moment[:10]: moment for moment in sorted(moments, reverse=True)}
    return (moment for day, moment in first.items() if late.is_judged(tree, day))


def _corrected(tree: Tree, path: str, rows: Sequence[Settlement]) -> Iterator[str]:
    """Give when pairs were first settled whose day was over as they were corrected."""
    again = [row for row in rows if row.price_version > 1]
    known = settlements.read(tree.lines(path), path) if again else ()
    first = settlements.first_settled((*known, *again))
    moments = ((first[row.key], row.settled_at) for row in again)
    return (moment for moment, known_at in moments if late.is_late(moment, known_at))


@dataclass(frozen=True, slots=True)
class NoteProgress:
    """Move the watermark over days that are complete, and note which pairs to try again.

    The watermark moves only from where this run saw it, and only over days that still have as
    many signals as this run read: a line that came meanwhile must not be passed over.
    """

    kind: ClassVar[str] = "note-progress"
    after: str
    complete: Mapping[str, int]
    again: Mapping[str, Try] = field(default_factory=dict)
    done: tuple[str, ...] = ()
    unlisted: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    overdue: Mapping[str, str] = field(default_factory=dict)
    barred: Mapping[str, str] = field(default_factory=dict)

    @property
    def idle(self) -> bool:
        pairs, markets = (self.again, self.done), (self.unlisted, self.listed)
        return not any((self.complete, *pairs, *markets, self.overdue, self.barred))

    def apply(self, tree: Tree) -> Iterator[Write]:
        old = load(tree, RECONCILE)
        through = self._through(tree, old.complete_through)
        passed = [day for day in (*self.overdue, *old.overdue) if day <= through]
        new = old.model_copy(
            update={
                "complete_through": through,
                "unresolved": _updated(old.unresolved, self.again, self.done),
                "unlisted": _updated(old.unlisted, self.unlisted, self.listed),
                "overdue": _updated(self.overdue, old.overdue, passed),
                "barred": _latest(old.barred, self.barred),
            }
        )
        if new != old:
            yield put(RECONCILE.pattern, new)

    def _through(self, tree: Tree, now_at: str) -> str:
        if now_at != self.after:
            return now_at
        for day, count in sorted(self.complete.items()):
            if sum(1 for _ in tree.lines(signals_path(day))) != count:
                break
            now_at = day
        return now_at

    def wire(self) -> Mapping[str, Json]:
        return {
            "after": self.after,
            "complete": self.complete,
            "again": {name: one.model_dump() for name, one in self.again.items()},
            "done": self.done,
            "unlisted": self.unlisted,
            "listed": self.listed,
            "overdue": self.overdue,
            "barred": self.barred,
        }


def _updated(old: Mapping[str, T], new: Mapping[str, T], gone: Iterable[str]) -> dict[str, T]:
    drop = set(gone)
    return {name: value for name, value in {**old, **new}.items() if name not in drop}


def _latest(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Of two ends of a ban the later one holds; instants as text are in order of time."""
    return {**old, **{venue: max(until, old.get(venue, "")) for venue, until in new.items()}}


@dataclass(frozen=True, slots=True)
class Reopen:
    """Have a day read again that was thought complete: whoever adds events to it commits this."""

    kind: ClassVar[str] = "reopen-ledger"
    day: str

    def apply(self, tree: Tree) -> Iterator[Write]:
        old = load(tree, RECONCILE)
        if self.day <= old.complete_through or late.is_judged(tree, self.day):
            before = (date.fromisoformat(self.day) - timedelta(days=1)).isoformat()
            through = min(before, old.complete_through)
            new = late.noted(old, [late.beginning(self.day)])
            yield put(RECONCILE.pattern, new.model_copy(update={"complete_through": through}))

    def wire(self) -> Mapping[str, Json]:
        return {"day": self.day}


def store_settlements(fields: Mapping[str, Any]) -> StoreSettlements:
    return StoreSettlements(tuple(settlements.from_wire(row) for row in fields["rows"]))


def store_marks(fields: Mapping[str, Any]) -> StoreMarks:
    return StoreMarks(tuple(marks.from_wire(mark) for mark in fields["marks"]))


def note_progress(fields: Mapping[str, Any]) -> NoteProgress:
    return NoteProgress(
        after=fields["after"],
        complete=fields["complete"],
        again={name: Try.model_validate(one) for name, one in fields["again"].items()},
        done=tuple(fields["done"]),
        unlisted=fields["unlisted"],
        listed=tuple(fields["listed"]),
        overdue=fields["overdue"],
        barred=fields["barred"],
    )


def reopen(fields: Mapping[str, Any]) -> Reopen:
    return Reopen(fields["day"])


DECODERS: Mapping[str, Callable[[Mapping[str, Any]], Operation]] = {
    StoreSettlements.kind: store_settlements,
    StoreMarks.kind: store_marks,
    NoteProgress.kind: note_progress,
    Reopen.kind: reopen,
}
