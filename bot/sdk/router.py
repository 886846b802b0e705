"""The router: a signal becomes a ticket, sized by the lease, or a refusal that says why.

docs/router.md has the order of the checks. One lock holds from the first look at the book to the
last line in it: one order at a time, and what was left open was left by somebody who died.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from bot.sdk import outside
from bot.sdk.book import Book
from bot.sdk.fields import render
from bot.sdk.gate import Gate
from bot.sdk.home import Busy, held
from bot.sdk.journal import DAY, write_line
from bot.sdk.lease import MAY_TRADE, Lease, LeasedAgent
from bot.sdk.leave import Sight, leased
from bot.sdk.prices import read_price, read_prices
from bot.sdk.refusal import Code, Leave, Refusal
from bot.sdk.sizing import Order, sized
from bot.sdk.stop import LocalStop
from bot.sdk.ticket import Mode, Ticket, ticket_key
from bot.sdk.wanted import Wanted, read_signal

if TYPE_CHECKING:
    from bot.sdk.broker import Broker

SHOWN = 64
FRESH_SECONDS = 1.0


class Router:
    def __init__(self, gate: Gate) -> None:
        self._gate, self._home = gate, gate.terms.home
        self._books: dict[Mode, Book] = {
            "live": Book(self._home / "live"),
            "shadow": Book(self._home / "shadow"),
        }
        self._trials: dict[str, Book] = {}
        self._broker: Broker | Refusal | None = None

    def route(
        self,
        signal: Mapping[str, object],
        price: object = None,
        now: datetime | None = None,
    ) -> Ticket | Refusal:
        """Route a line of `emit`; `price` is what the agent saw, and live cannot do without."""
        clock = outside.now if now is None else lambda: now
        wanted = read_signal(signal)
        answer = wanted if isinstance(wanted, Refusal) else self._alone(wanted, price, clock)
        if isinstance(answer, Refusal):
            self._note(signal, answer, clock())
        return answer

    def mark(self, agent: str, prices: Mapping[str, float], now: datetime | None = None) -> Leave:
        """Tell the agent's own stop what its holdings are worth; between tickets too."""
        told = read_prices(agent, prices)
        if isinstance(told, Refusal):
            return told
        return LocalStop(self._home, agent).mark(told, now or outside.now())

    def _alone(
        self, wanted: Wanted, price: object, clock: Callable[[], datetime]
    ) -> Ticket | Refusal:
        # Outside the lock: a slow server must not make the agents of a whole home wait in line.
        sight, seen = self._gate.look(clock()), time.monotonic()
        try:
            with held(self._home / "tickets.lock"):
                if time.monotonic() - seen > FRESH_SECONDS:
                    # It waited in line, and somebody may have been killed meanwhile.
                    sight = self._gate.look(clock())
                return self._routed(wanted, sight, price, clock())
        except Busy as error:
            return Refusal(Code.BUSY, f"Cannot route the signal: {error}; try again.")
        except (OSError, ValueError) as error:
            return Refusal(
                Code.BOOK_UNREADABLE,
                f"Cannot keep the book of tickets: {error}; mend it and route the same signal "
                "again, nothing is ordered twice.",
            )

    def _routed(
        self, wanted: Wanted, sight: Sight, price: object, now: datetime
    ) -> Ticket | Refusal:
        key = ticket_key(wanted.signal_id, wanted.agent)
        for book in (*self._books.values(), self._trial(wanted.agent)):
            book.refresh()
            if known := book.done(key):
                return known
        granted = leased(sight, wanted.agent, wanted.strategy_class, now)
        if isinstance(granted, Refusal):
            return granted
        told = None if price is None else read_price(price)
        if isinstance(told, Refusal):
            return told
        stop = wanted.timely(now) and LocalStop(self._home, wanted.agent).check(now)
        if not stop:
            return stop
        mode = self._mode(*granted)
        order = Order(wanted, key, mode, *granted, told, self._gate.terms)
        return self._live(order, now) if mode == "live" else self._shadow(order, now)

    def _mode(self, lease: Lease, entry: LeasedAgent) -> Mode:
        told = self._gate.terms.told_live
        return "live" if told and lease.mode == "live" and entry.stage in MAY_TRADE else "shadow"

    def _shadow(self, order: Order, now: datetime) -> Ticket | Refusal:
        own = order.wanted.agent
        book = self._trial(own) if order.on_trial else self._books["shadow"]
        ticket = sized(order, book, now)
        return ticket if isinstance(ticket, Refusal) else book.would(ticket)

    def _trial(self, agent: str) -> Book:
        """Who has no weight yet stands alone: many of them would crowd out those that have."""
        return self._trials.setdefault(agent, Book(self._home / "trial" / agent))

    def _live(self, order: Order, now: datetime) -> Ticket | Refusal:
        # Nothing of a broker is loaded before this.
        from bot.sdk.broker import find_broker  # noqa: PLC0415
        from bot.sdk.live import send  # noqa: PLC0415

        if not self._broker:
            self._broker = find_broker(order.terms.broker, self._home)
        if isinstance(self._broker, Refusal):
            return self._broker
        return send(order, self._books["live"], self._broker, now)

    def _note(self, signal: object, refusal: Refusal, now: datetime) -> None:
        names = ("agent", "symbol", "direction")
        given = signal if isinstance(signal, Mapping) else {}
        said = {name: str(given.get(name))[:SHOWN] for name in names}
        reason = {"code": refusal.code.value, "reason": refusal.sentence}
        # A refusal stands, whether or not it can be written down.
        with suppress(OSError, ValueError):
            at = render(now)
            line = {"v": 1, "at": at, **said, **reason}
            write_line(self._home / "refused" / f"{at[:DAY]}.jsonl", line)
