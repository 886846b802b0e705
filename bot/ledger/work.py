"""What one run has to do: read from the state only what can still change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.events.signal import Signal
from bot.ledger import marks, settlements, signals
from bot.ledger.due import Due, due
from bot.ledger.marks import Hour, Mark
from bot.ledger.operations import SIGNALS, signals_path
from bot.ledger.positions import held_hours
from bot.ledger.progress import (
    RECONCILE,
    Progress,
    days_after,
    retries,
    revisited_days,
    ripe,
)
from bot.ledger.settlements import Key, Settlement
from bot.ledger.terms import DAY_MS, HOUR_MS, Terms
from bot.state.documents import load
from bot.state.tree import Tree
from bot.words.instant import day_of, from_ms, parse, render, to_ms


@dataclass(frozen=True, slots=True)
class Work:
    """`lines` counts the signals of each open day; `hours` are those that want a mark."""

    progress: Progress
    lines: dict[str, int]
    closed: frozenset[Key]
    due: Due
    hours: frozenset[Hour]


def find_work(tree: Tree, terms: Terms, now_ms: int) -> Work:
    progress = load(tree, RECONCILE)
    by_day = {day: signals_of(tree, day) for day in _open_days(tree, progress, now_ms)}
    young = [one for signals_ in by_day.values() for one in signals_]
    old = [one for day in revisited_days(progress, now_ms) for one in signals_of(tree, day)]
    everyone = signals.distinct([*young, *old])
    closed = frozenset(settlements.counting(rows_of(tree, {signals.day(one) for one in everyone})))
    return Work(
        progress=progress,
        lines={day: len(found) for day, found in by_day.items()},
        closed=closed,
        due=due(everyone, closed, retries(progress), terms, now_ms),
        hours=_unmarked(tree, young, terms, now_ms),
    )


def _open_days(tree: Tree, progress: Progress, now_ms: int) -> Sequence[str]:
    """Name the days not known to be complete; listing all files would grow with the history."""
    through = progress.complete_through
    return days_after(through, now_ms) if through else signal_days(tree)


def complete_days(
    work: Work, overdue: Mapping[str, str], terms: Terms, now_ms: int
) -> dict[str, int]:
    """Count the signals of the oldest open days with which nothing is left to do.

    An empty day in between counts as well, so that one that fills meanwhile is not passed over.
    """
    complete: dict[str, int] = {}
    for day, count in work.lines.items():
        if not ripe(day, terms, now_ms) or _is_hoped_for(overdue.get(day), terms, now_ms):
            break
        complete[day] = count
    last = max((day for day, count in complete.items() if count), default="")
    return {day: count for day, count in complete.items() if day <= last}


def overdue_days(work: Work, unmarked: Iterable[Hour], terms: Terms, now_ms: int) -> dict[str, str]:
    """Name the days that wait only for the marks of their hours, and since when they do."""
    waiting = {day_of(from_ms(hour)) for _, hour in unmarked}
    since = work.progress.overdue
    return {
        day: since.get(day, render(from_ms(now_ms)))
        for day, count in work.lines.items()
        if count and ripe(day, terms, now_ms) and waiting & _held(day, terms)
    }


def _is_hoped_for(since: str | None, terms: Terms, now_ms: int) -> bool:
    return since is not None and to_ms(parse(since)) + terms.retry.window_ms > now_ms


def _held(day: str, terms: Terms) -> set[str]:
    """Name the days on which a signal of that day can be open."""
    start = to_ms(parse(f"{day}T00:00:00Z"))
    hours = range(0, DAY_MS + (terms.primary_horizon + 2) * HOUR_MS, DAY_MS)
    return {day_of(from_ms(start + hour)) for hour in hours}


def signal_days(tree: Tree) -> list[str]:
    return _days(tree, SIGNALS)


def mark_days(tree: Tree) -> list[str]:
    return _days(tree, marks.MARKS)


def _days(tree: Tree, folder: str) -> list[str]:
    return [path.removeprefix(folder).removesuffix(".jsonl") for path in tree.names(folder)]


def signals_of(tree: Tree, day: str) -> list[Signal]:
    path = signals_path(day)
    return signals.read(tree.lines(path), path)


def rows_of(tree: Tree, days: Iterable[str]) -> list[Settlement]:
    paths = [settlements.path_of(day) for day in sorted(days)]
    return [row for path in paths for row in settlements.read(tree.lines(path), path)]


def marks_of(tree: Tree, days: Iterable[str]) -> list[Mark]:
    paths = [marks.path_of_day(day) for day in sorted(days)]
    return [mark for path in paths for mark in marks.read(tree.lines(path), path)]


def _unmarked(tree: Tree, young: Sequence[Signal], terms: Terms, now_ms: int) -> frozenset[Hour]:
    hours = held_hours(young, terms, now_ms)
    days = {day_of(from_ms(hour)) for _, hour in hours}
    return frozenset(hours - marks.counting(marks_of(tree, days)).keys())
