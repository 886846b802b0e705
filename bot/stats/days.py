"""The fold over days: a memory, what happened since, the memory then, and a record of each day."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from itertools import groupby

from bot.events.telemetry import Telemetry
from bot.ledger.settlements import Settlement
from bot.stats.confidence import Confidence, after
from bot.stats.course import Course
from bot.stats.day import DayEvents, tallies
from bot.stats.day_trades import RegimeAt, net_bps, ordered
from bot.stats.ground import GroundOf, ground_of
from bot.stats.held import after as next_day
from bot.stats.held import midnight
from bot.stats.hypotheses import Owners, owned
from bot.stats.inputs import Inputs
from bot.stats.life import Life, after_day
from bot.stats.memory import (
    Base,
    BookDay,
    Memory,
    OnHour,
    base_of,
    one_hour,
    rounded,
    untold,
)
from bot.stats.paths import curve_of
from bot.stats.tally import PathTally, Tally, bps, fine
from bot.words.instant import HOUR, day_of, parse

DAYS_KEPT = 365


@dataclass(frozen=True, slots=True)
class DayRecord:
    """What each hypothesis and the portfolio did on a day, as far as it is over."""

    day: str
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    book: BookDay = field(default_factory=BookDay)


@dataclass(frozen=True, slots=True)
class Advance:
    """`record` is of the day that ended with this memory; None where the day goes on."""

    memory: Memory
    record: DayRecord | None = None


@dataclass(frozen=True, slots=True)
class Present:
    """The day that goes on. `lives` are as of the last midnight, but for their paths."""

    record: DayRecord
    lives: Mapping[str, Life]
    confidence: Mapping[str, Confidence]


def advance(
    memory: Memory,
    inputs: Inputs,
    until: datetime,
    course: Course,
    grounds: GroundOf = ground_of,
    on_hour: OnHour = untold,
) -> Iterator[Advance]:
    """Yield the memory at each midnight on the way, and at last the one at the last full hour."""
    while memory.at + HOUR <= until:
        day = day_of(memory.at)
        ground = grounds(day, inputs, course)
        end = midnight(next_day(day))
        while memory.at < end and memory.at + HOUR <= until:
            memory = one_hour(memory, ground, course, on_hour)
        if memory.at == end:
            step = _end_of_day(memory, day, inputs, course)
            memory = step.memory
            yield step
        else:
            yield Advance(memory)


def present(memory: Memory, inputs: Inputs, course: Course) -> Present:
    """Tally the day that `memory` stands in, up to all that the inputs know."""
    day = day_of(memory.at)
    events = events_of(day, inputs, course)
    record = DayRecord(day, _tallies(memory, events, course), memory.today)
    return Present(record, _lives(memory, {}), _confidence(memory, events.settlements, course))


def today_of(name: str, memory: Memory, inputs: Inputs, course: Course) -> tuple[Tally, Confidence]:
    """Tally what events alone made of a hypothesis's day so far; `inputs` may be its agent's."""
    events = events_of(day_of(memory.at), inputs, course)
    primary = course.numbers.ledger.primary_horizon
    found = tallies(events, {}, _regimes(memory), primary).get(name, Tally())
    before = memory.confidence.get(name, Confidence())
    return found, _moved(memory, events.settlements, course).get(name, before)


def path_today(memory: Memory, row: int) -> PathTally:
    now, before = base_of(memory.fold, memory.paths), memory.base
    hours, excess, earned, views = (
        float(getattr(now, each.name)[row] - getattr(before, each.name)[row])
        for each in fields(Base)
    )
    return _path_tally(hours, excess, earned, views) if hours else PathTally()


def _path_tally(hours: float, excess: float, earned: float, views: float) -> PathTally:
    return PathTally(int(hours), bps((excess,)), bps((earned,)), fine((views,)))


def _end_of_day(memory: Memory, day: str, inputs: Inputs, course: Course) -> Advance:
    events = events_of(day, inputs, course)
    record = DayRecord(day, _tallies(memory, events, course), rounded(memory.today))
    ended = replace(
        memory,
        base=base_of(memory.fold, memory.paths),
        lives=_lives(memory, record.tallies),
        confidence=_confidence(memory, events.settlements, course),
        today=BookDay(),
        daily_bps=(*memory.daily_bps, record.book.bps)[-DAYS_KEPT:],
    )
    return Advance(ended, record)


def events_of(day: str, inputs: Inputs, course: Course) -> DayEvents:
    rows = list(_owned_rows(inputs.settled(day), course.owners))
    wanted = {row.signal_id for _, row in rows}
    given = {
        signal.signal_id: signal
        for received in sorted({row.day for _, row in rows})
        for signal in inputs.signals(received)
        if signal.signal_id in wanted
    }
    refused: dict[str, int] = {}
    for one in inputs.refused(day):
        name = course.owners.of(one.agent, one.at)
        if name is not None:
            refused[name] = refused.get(name, 0) + 1
    return DayEvents(
        signals=list(owned(inputs.signals(day), course.owners)),
        telemetry=list(_owned_runs(inputs.telemetry(day), course.owners)),
        settlements=rows,
        given=given,
        refused=refused,
    )


def _owned_rows(rows: Sequence[Settlement], whose: Owners) -> Iterator[tuple[str, Settlement]]:
    for row in rows:
        name = whose.of(row.agent, parse(row.received_at), row.fingerprint)
        if name is not None:
            yield name, row


def _owned_runs(lines: Sequence[Telemetry], whose: Owners) -> Iterator[tuple[str, Telemetry]]:
    for line in lines:
        name = whose.of(line.agent, line.ts)
        if name is not None:
            yield name, line


def _tallies(memory: Memory, events: DayEvents, course: Course) -> dict[str, Tally]:
    regime_at = _regimes(memory)
    return tallies(events, _paths(memory), regime_at, course.numbers.ledger.primary_horizon)


def _regimes(memory: Memory) -> RegimeAt:
    moments = [since for since, _ in memory.weather]

    def regime_at(moment: datetime) -> str | None:
        index = bisect_right(moments, moment)
        return memory.weather[index - 1][1] if index else None

    return regime_at


def _paths(memory: Memory) -> dict[str, PathTally]:
    now, before = base_of(memory.fold, memory.paths), memory.base
    columns = [_grown(now, before, each.name) for each in fields(Base)]
    rows = zip(memory.fold.names, *columns, strict=True)
    return {
        name: _path_tally(hours, excess, earned, views)
        for name, hours, excess, earned, views in rows
        if hours
    }


def _grown(now: Base, before: Base, name: str) -> list[float]:
    grown: list[float] = (getattr(now, name) - getattr(before, name)).tolist()
    return grown


def _lives(memory: Memory, found: Mapping[str, Tally]) -> dict[str, Life]:
    """Take the day into lives, and the paths as they stand now."""
    lives = dict(memory.lives)
    for name, tally in found.items():
        lives[name] = after_day(lives.get(name, Life()), tally)
    for row, name in enumerate(memory.fold.names):
        lives[name] = replace(lives.get(name, Life()), path=curve_of(memory.paths, row))
    return lives


def _confidence(
    memory: Memory, rows: Sequence[tuple[str, Settlement]], course: Course
) -> dict[str, Confidence]:
    return {**memory.confidence, **_moved(memory, rows, course)}


def _moved(
    memory: Memory, rows: Sequence[tuple[str, Settlement]], course: Course
) -> dict[str, Confidence]:
    by_name: dict[str, list[Settlement]] = {}
    for name, row in rows:
        if row.horizon_hours == course.numbers.ledger.primary_horizon:
            by_name.setdefault(name, []).append(row)
    rule, before = course.numbers.confidence, memory.confidence
    return {
        name: after(before.get(name, Confidence()), _batches(own), rule)
        for name, own in by_name.items()
    }


def _batches(rows: Sequence[Settlement]) -> Iterator[list[float]]:
    trades = [(row, net) for row in ordered(rows) if (net := net_bps(row)) is not None]
    for _, batch in groupby(trades, key=lambda trade: (trade[0].settled_at, trade[0].exit_at)):
        yield [net for _, net in batch]
