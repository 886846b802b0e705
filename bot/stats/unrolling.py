"""A history that unrolls: at each moment it gives what is known then, and time only goes on."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter

from bot.events.signal import Signal
from bot.events.telemetry import Telemetry
from bot.ledger.settlements import Settlement, counting, first_settled
from bot.stats.book import InForce
from bot.stats.from_memory import History, Seen
from bot.stats.inputs import Price, Prices, Refusal
from bot.words.instant import EPOCH, day_of, parse, render

RECEIVED, TOLD, REFUSED = attrgetter("received_at"), attrgetter("ts"), attrgetter("at")


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
        self._settled: dict[str, tuple[int, Sequence[Settlement]]] = {}

    def move(self, now: datetime) -> datetime | None:
        """Go on to a moment; give the earliest one that what became known on the way is about."""
        self.now, self._text = now, render(now)
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
        rows = self._past.settlements.get(day, ())
        known = [row for row in rows if row.settled_at <= self._text]
        if all(row.price_version == 1 for row in known):
            return known
        first = first_settled(known)
        return [row._replace(settled_at=first[key]) for key, row in counting(known).items()]

    def prices(self, day: str) -> Prices:
        return self._prices.get(day, {})

    def refused(self, day: str) -> Sequence[Refusal]:
        found = self._past.refused.get(day, ())
        return found[: bisect_right(found, self.now, key=REFUSED)]

    def book(self, day: str) -> Sequence[InForce]:
        return self._lines.get(day, ())


def _seen(past: History) -> Iterable[Seen]:
    return (one for day in sorted(past.prices) for one in past.prices[day])


def _corrections(rows: Sequence[Settlement]) -> Iterable[tuple[Settlement, str]]:
    first = first_settled(rows)
    return ((row, first[row.key]) for row in rows if row.settled_at != first[row.key])
