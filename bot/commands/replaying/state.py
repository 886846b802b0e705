"""The past that a state holds: its own events, ledger and marks, as each became known."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.commands.replaying.budget import while_time
from bot.commands.replaying.ledger import never_settled
from bot.commands.replaying.reading import Known, Wanted, each
from bot.decisions.redeciding import is_of_judging
from bot.decisions.replaying.beside import GoOn, always
from bot.errors import CannotRead
from bot.events.known import QUARANTINE, TELEMETRY
from bot.events.telemetry import Telemetry
from bot.ledger.corrections import recosted
from bot.ledger.settlements import LEDGER
from bot.ledger.signals import distinct
from bot.ledger.terms import Terms
from bot.ledger.work import mark_days, marks_of, rows_of, signal_days, signals_of
from bot.state.audit import files
from bot.state.audit.people import acts_of
from bot.state.tree import Tree
from bot.stats.from_memory import history
from bot.stats.from_tree import refusal_of, run_of
from bot.stats.inputs import Refusal


def read_state(tree: Tree, terms: Terms, wanted: Wanted, go_on: GoOn = always) -> Known:
    """Give what a state knows; costs are those of `terms`, whatever they were at the time.

    `go_on` is asked before each file: OutOfTime where it says no.
    """
    days = while_time(signal_days(tree), go_on)
    signals = distinct(one for day in days for one in signals_of(tree, day))
    if not signals:
        raise CannotRead("the past", "the state holds no signal yet")
    looks = _looks(tree, wanted, signals[0].received_at)
    settled = while_time(sorted(_ledger_days(tree)), go_on)
    rows = [recosted(row, terms) for day in settled for row in rows_of(tree, [day])]
    marks = [
        mark for day in while_time(sorted(mark_days(tree)), go_on) for mark in marks_of(tree, [day])
    ]
    runs = sorted(_runs(tree, go_on), key=lambda one: (one.ts, one.agent, one.run_id))
    return Known(
        past=replace(
            history(signals, runs, rows, marks, _refused(tree, go_on)),
            acts=acts_of(files.newest_first(tree)),
        ),
        looks=looks,
        rows=rows,
        terms=terms,
        problems=tuple(never_settled(rows, terms)),
        signals=len(signals),
    )


def newest_judgement(tree: Tree) -> datetime | None:
    return next((one.at for one in files.newest_first(tree) if is_of_judging(one)), None)


def _looks(tree: Tree, wanted: Wanted, first: datetime) -> Sequence[datetime]:
    """Look when it was looked, or as often as is wanted until then."""
    found = sorted({one.at for one in files.newest_first(tree) if is_of_judging(one)})
    if not found:
        raise CannotRead("the past", "the audit record of the state holds no judgement yet")
    until = wanted.until or found[-1]
    moments = found if wanted.every is None else each(wanted.every, first, until)
    since = wanted.since or moments[0]
    chosen = [one for one in moments if since <= one <= until]
    if not chosen:
        raise CannotRead("the past", "nobody looked within the span")
    return chosen


def _ledger_days(tree: Tree) -> list[str]:
    names = (path.removeprefix(LEDGER) for path in tree.names(LEDGER))
    return [name.removesuffix(".jsonl") for name in names if "/" not in name]


def _runs(tree: Tree, go_on: GoOn) -> Iterator[Telemetry]:
    for path in while_time(tree.names(TELEMETRY), go_on):
        for number, line in enumerate(tree.lines(path), 1):
            yield run_of(line, f"{path}:{number}")


def _refused(tree: Tree, go_on: GoOn) -> list[Refusal]:
    paths = while_time(tree.names(QUARANTINE), go_on)
    every = (refusal_of(line, path) for path in paths for line in tree.lines(path))
    return sorted((one for one in every if one is not None), key=lambda one: one.at)
