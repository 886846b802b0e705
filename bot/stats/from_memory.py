"""The inputs of the fold from what is in memory: a whole history, as known at any moment of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

from bot.events.signal import Signal
from bot.events.telemetry import Telemetry
from bot.ledger.marks import Mark
from bot.ledger.settlements import Settlement, counting, first_settled, since_first
from bot.ledger.signals import day, distinct
from bot.state.audit.people import HumanAct
from bot.stats.book import InForce
from bot.stats.inputs import Price, Prices, Refusal
from bot.stats.prices import price_of
from bot.words.instant import day_of, parse, render

T = TypeVar("T")


class Seen(NamedTuple):
    """A price of an hour, and since when it is known."""

    known_at: str
    hour: datetime
    symbol: str
    price: Price


@dataclass(frozen=True, slots=True)
class History:
    """Everything by day: of receipt, of first settlement, of the hour. `lines` may grow.

    `prices` are in order of their versions, `acts` are what people did, in order.
    """

    signals: Mapping[str, Sequence[Signal]]
    telemetry: Mapping[str, Sequence[Telemetry]]
    settlements: Mapping[str, Sequence[Settlement]]
    prices: Mapping[str, Sequence[Seen]]
    refused: Mapping[str, Sequence[Refusal]] = field(default_factory=dict)
    lines: dict[str, list[InForce]] = field(default_factory=dict)
    acts: Sequence[HumanAct] = ()


def history(
    signals: Iterable[Signal],
    telemetry: Iterable[Telemetry],
    rows: Iterable[Settlement],
    marks: Iterable[Mark],
    refused: Iterable[Refusal] = (),
) -> History:
    settled = list(rows)
    first = first_settled(settled)
    return History(
        signals=_by(distinct(signals), day),
        telemetry=_by(telemetry, lambda one: day_of(one.ts)),
        settlements=_by(settled, lambda row: first[row.key][:10]),
        prices=_by(seen(marks), lambda one: day_of(one.hour)),
        refused=_by(refused, lambda one: day_of(one.at)),
    )


def seen(marks: Iterable[Mark]) -> list[Seen]:
    ordered = sorted(marks, key=lambda mark: mark.price_version)
    return [Seen(one.marked_at, parse(one.hour), one.symbol, price_of(one)) for one in ordered]


def write_line(past: History, line: InForce) -> None:
    past.lines.setdefault(day_of(line.since), []).append(line)


@dataclass(frozen=True, slots=True)
class MemoryInputs:
    """A history as known at `now`."""

    past: History
    now: datetime

    def first_day(self) -> str | None:
        return min(self.past.signals, default=None)

    def signals(self, day: str) -> Sequence[Signal]:
        return [one for one in self.past.signals.get(day, ()) if one.received_at <= self.now]

    def telemetry(self, day: str) -> Sequence[Telemetry]:
        return [one for one in self.past.telemetry.get(day, ()) if one.ts <= self.now]

    def settled(self, day: str) -> Sequence[Settlement]:
        rows, text = self.past.settlements.get(day, ()), render(self.now)
        known = [row for row in rows if row.settled_at <= text]
        first = first_settled(known)
        return [since_first(row, first) for row in counting(known).values()]

    def prices(self, day: str) -> Prices:
        text = render(self.now)
        found: dict[datetime, dict[str, Price]] = {}
        for known_at, hour, symbol, price in self.past.prices.get(day, ()):
            if known_at <= text:
                found.setdefault(hour, {})[symbol] = price
        return found

    def refused(self, day: str) -> Sequence[Refusal]:
        return [one for one in self.past.refused.get(day, ()) if one.at <= self.now]

    def book(self, day: str) -> Sequence[InForce]:
        return self.past.lines.get(day, ())


def _by(found: Iterable[T], day_of_one: Callable[[T], str]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for one in found:
        groups[day_of_one(one)].append(one)
    return dict(groups)
