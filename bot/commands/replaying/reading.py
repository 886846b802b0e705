"""A past as the fold takes it, from folders of events and candles; bad lines are problems."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import numpy as np
from pydantic import ValidationError

from bot.commands.replaying.ledger import Settled, never_settled, of_these
from bot.decisions.replaying.engine import Stage
from bot.decisions.replaying.people import People
from bot.errors import CannotRead, CorruptState
from bot.events import signal, telemetry
from bot.events.signal import Signal
from bot.events.telemetry import Telemetry
from bot.ledger.hindsight import Looks, Shelf, mark_all, settle_all
from bot.ledger.settlements import Settlement
from bot.ledger.signals import distinct
from bot.ledger.terms import Terms
from bot.policy.policy import Policy
from bot.ports.past import Line, Past
from bot.stats.from_memory import History, history
from bot.stats.from_tree import refusal_of
from bot.stats.inputs import Refusal
from bot.words.instant import EPOCH, HOUR, from_ms, render, to_ms
from bot.words.problem import Problem

T = TypeVar("T", Signal, Telemetry)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which span is decided again, and how often; what is None follows from the past itself."""

    since: datetime | None
    until: datetime | None
    every: timedelta | None


@dataclass(frozen=True, slots=True)
class Known:
    """`terms` have the interval of the candles that were found."""

    past: History
    looks: Sequence[datetime]
    rows: Sequence[Settlement]
    terms: Terms
    problems: tuple[Problem, ...]
    signals: int

    def stage(self, policy: Policy, people: People) -> Stage:
        return Stage(policy, self.past, self.looks, people, terms=self.terms)


def read_past(past: Past, terms: Terms, wanted: Wanted, ledger: Settled | None = None) -> Known:
    """Read it whole; what a ledger has settled is not settled again."""
    signals, bad_signals = _events(past.signals(), signal.parse)
    runs, bad_runs = _events(past.telemetry(), telemetry.parse)
    if not signals:
        raise CannotRead("the past", "its folder signals/ holds no signal that can be read")
    refused, bad_refusals = _refused(past.refused())
    signals = distinct(signals)
    shelved = past.candles((one.symbol for one in signals), terms.interval_ms)
    instead = _instead(terms.interval_ms, shelved.interval_ms)
    terms = replace(terms, interval_ms=shelved.interval_ms)
    looks = looks_of(signals, shelved.shelf, wanted)
    moments = Looks(np.array([to_ms(one) for one in looks], dtype=np.int64))
    received = [one for one in signals if one.received_at <= looks[-1]]
    rows: Sequence[Settlement] = ()
    if ledger is None:
        rows = settle_all(received, shelved.shelf, terms, moments)
    else:
        rows = of_these(ledger, received, terms, looks[-1])
    lacking = () if ledger is None else never_settled(rows, terms)
    marks = mark_all(received, shelved.shelf, terms, moments)
    told = sorted(runs, key=lambda one: (one.ts, one.agent, one.run_id))
    begin = wanted.since or looks[0]
    if begin > looks[-1]:
        raise CannotRead("the past", f"nothing of it lies between {render(begin)} and its end")
    return Known(
        past=history(received, told, rows, marks, refused),
        looks=[one for one in looks if one >= begin],
        rows=rows,
        terms=terms,
        problems=(*bad_signals, *bad_runs, *bad_refusals, *shelved.problems, *instead, *lacking),
        signals=len(received),
    )


def _instead(wanted_ms: int, found_ms: int) -> Iterator[Problem]:
    if wanted_ms != found_ms:
        wanted, found = (str(timedelta(milliseconds=each)) for each in (wanted_ms, found_ms))
        reason = f"no candles of this interval are there; those of {found} are used instead"
        yield Problem("prices", None, "interval", wanted, reason)


def looks_of(signals: Sequence[Signal], shelf: Shelf, wanted: Wanted) -> list[datetime]:
    """Give the due times from the first signal on: what came before the span is known in it."""
    first = signals[0].received_at
    last = max(
        (from_ms(one.covered[-1][1]) for one in shelf.series.values() if one.covered), default=None
    )
    until = wanted.until or last or signals[-1].received_at + HOUR
    begin = min(first, wanted.since or first)
    found = each(wanted.every or HOUR, begin, until)
    if not found:
        raise CannotRead("the past", "its first signal came after the end of the span")
    return found


def each(every: timedelta, begin: datetime, until: datetime) -> list[datetime]:
    """List due times as a cron expression has them: counted from midnight, not from `begin`."""
    start = EPOCH + -(-(begin - EPOCH) // every) * every
    return [start + number * every for number in range((until - start) // every + 1)]


def _events(lines: Iterable[Line], parse: Callable[[bytes], T]) -> tuple[list[T], list[Problem]]:
    found: list[T] = []
    problems: list[Problem] = []
    for line in lines:
        try:
            found.append(parse(line.data))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(step) for step in first["loc"])
            problems.append(Problem(line.file, line.number, field, "", first["msg"]))
        except ValueError as error:
            problems.append(Problem(line.file, line.number, "", "", str(error)))
    return found, problems


def _refused(lines: Iterable[Line]) -> tuple[list[Refusal], list[Problem]]:
    found: list[Refusal] = []
    problems: list[Problem] = []
    for line in lines:
        try:
            one = refusal_of(line.data, line.file)
        except CorruptState as error:
            problems.append(Problem(line.file, line.number, "", "", str(error)))
            continue
        if one is not None:
            found.append(one)
    return sorted(found, key=lambda one: (one.at, one.agent)), problems
