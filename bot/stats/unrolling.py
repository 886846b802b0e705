"""A history that unrolls: at each moment it gives what is known then, and time only goes on."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from bot.events.signal import Signal
from bot.events.telemetry import Telemetry
from bot.ledger.settlements import Settlement, counting, first_settled, since_first
from bot.stats.book import InForce
from bot.stats.from_memory import History, Seen
from bot.stats.inputs import Price, Prices, Refusal
from bot.words.instant import EPOCH, day_of, parse, render

RECEIVED, TOLD, REFUSED = attrgetter("received_at"), attrgetter("ts"), attrgetter("at")
KEPT_DAYS = 8  # what settles today was received on one of the days before


@dataclass(frozen=True, slots=True)
class Moved:
    """What became known on the way: the earliest moment it is about, and whose it is."""

    late: datetime | None
    agents: frozenset[str]


class Unrolling:
    """Inputs as of `now`. What is past is cut once, and prices are added as they become known."""

    def __init__(self, past: History) -> None:
        self.now = EPOCH
        self._text = render(EPOCH)
        self._past = past
        self._lines: dict[str, list[InForce]] = {}
        self._prices: dict[str, dict[datetime, dict[str, Price]]] = {}
        coming = ((one.known_at, order, one) for order, one in enumerate(_seen(past)))
        self._coming = sorted(coming, reverse=True)
        corrected = (
            (row.settled_at, parse(first))
            for rows in past.settlements.values()
            for row, first in _corrections(rows)
        )
        self._corrected = sorted(corrected, reverse=True)
        self._touching = sorted(_touching(past), reverse=True)
        self._kept: dict[tuple[str, str], dict[str, list[Any]]] = {}

    def move(self, now: datetime) -> Moved:
        """Go on to a moment; nothing is known of later ones."""
        self.now, self._text = now, render(now)
        return Moved(self._late(), frozenset(self._touched()))

    def of(self, agent: str) -> "Own":
        """Give the inputs that are one agent's; prices and book are everybody's."""
        return Own(self, agent)

    def own(self, kind: str, day: str, agent: str) -> Sequence[Any]:
        """Give what a day will ever hold of an agent, in order."""
        if (kind, day) not in self._kept:
            groups: dict[str, list[Any]] = {}
            for one in getattr(self._past, kind).get(day, ()):
                groups.setdefault(one.agent, []).append(one)
            same = [key for key in self._kept if key[0] == kind]
            for old in same[: -KEPT_DAYS + 1]:
                del self._kept[old]
            self._kept[kind, day] = groups
        return self._kept[kind, day].get(agent, ())

    def _touched(self) -> Iterator[str]:
        while self._touching and self._touching[-1][0] <= self._text:
            yield self._touching.pop()[1]

    def _late(self) -> datetime | None:
        moments: list[datetime] = []
        while self._coming and self._coming[-1][0] <= self._text:
            _, _, (_, hour, symbol, price) = self._coming.pop()
            self._prices.setdefault(day_of(hour), {}).setdefault(hour, {})[symbol] = price
            moments.append(hour)
        while self._corrected and self._corrected[-1][0] <= self._text:
            moments.append(self._corrected.pop()[1])
        return min(moments, default=None)

    def write(self, line: InForce) -> None:
        self._lines.setdefault(day_of(line.since), []).append(line)

    def first_day(self) -> str | None:
        return min(self._past.signals, default=None)

    def signals(self, day: str) -> Sequence[Signal]:
        found = self._past.signals.get(day, ())
        return found[: bisect_right(found, self.now, key=RECEIVED)]

    def telemetry(self, day: str) -> Sequence[Telemetry]:
        found = self._past.telemetry.get(day, ())
        return found[: bisect_right(found, self.now, key=TOLD)]

    def settled(self, day: str) -> Sequence[Settlement]:
        return self.known(self._past.settlements.get(day, ()))

    def known(self, rows: Iterable[Settlement]) -> Sequence[Settlement]:
        known = [row for row in rows if row.settled_at <= self._text]
        if all(row.price_version == 1 for row in known):
            return known
        first = first_settled(known)
        return [since_first(row, first) for row in counting(known).values()]

    def prices(self, day: str) -> Prices:
        return self._prices.get(day, {})

    def refused(self, day: str) -> Sequence[Refusal]:
        found = self._past.refused.get(day, ())
        return found[: bisect_right(found, self.now, key=REFUSED)]

    def book(self, day: str) -> Sequence[InForce]:
        return self._lines.get(day, ())


@dataclass(frozen=True, slots=True)
class Own:
    """The inputs of one agent, as of the moment at which all of them stand."""

    every: Unrolling
    agent: str

    def first_day(self) -> str | None:
        return self.every.first_day()

    def signals(self, day: str) -> Sequence[Signal]:
        found = self.every.own("signals", day, self.agent)
        return found[: bisect_right(found, self.every.now, key=RECEIVED)]

    def telemetry(self, day: str) -> Sequence[Telemetry]:
        found = self.every.own("telemetry", day, self.agent)
        return found[: bisect_right(found, self.every.now, key=TOLD)]

    def settled(self, day: str) -> Sequence[Settlement]:
        return self.every.known(self.every.own("settlements", day, self.agent))

    def prices(self, day: str) -> Prices:
        return self.every.prices(day)

    def refused(self, day: str) -> Sequence[Refusal]:
        found = self.every.own("refused", day, self.agent)
        return found[: bisect_right(found, self.every.now, key=REFUSED)]

    def book(self, day: str) -> Sequence[InForce]:
        return self.every.book(day)


def _touching(past: History) -> Iterator[tuple[str, str]]:
    for signals in past.signals.values():
        yield from ((render(one.received_at), one.agent) for one in signals)
    for runs in past.telemetry.values():
        yield from ((render(one.ts), one.agent) for one in runs)
    for rows in past.settlements.values():
        yield from ((row.settled_at, row.agent) for row in rows)
    for refused in past.refused.values():
        yield from ((render(one.at), one.agent) for one in refused)


def _seen(past: History) -> Iterable[Seen]:
    return (one for day in sorted(past.prices) for one in past.prices[day])


def _corrections(rows: Sequence[Settlement]) -> Iterable[tuple[Settlement, str]]:
    first = first_settled(rows)
    return ((row, first[row.key]) for row in rows if row.settled_at != first[row.key])
