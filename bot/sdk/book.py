"""The book of tickets: a folder with a file a day, read and written under the router's lock.

Shadow and live have a book each, and so has each agent on trial: what would have been is no
reason to trade less.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.sdk.allocation import Standing
from bot.sdk.journal import DAY, DayJournal
from bot.sdk.positions import VERSION, Holding, Positions, plain
from bot.sdk.ticket import Fill, Ticket, wire


class Book:
    def __init__(self, folder: Path) -> None:
        self._journal = DayJournal(folder)
        self._positions = Positions()

    def refresh(self) -> None:
        """Read on; Unfit where the journal is damaged."""
        for fields in self._journal.news():
            self._positions.take(fields)

    def done(self, key: str) -> Ticket | None:
        """Give a ticket of the last two days; an older signal is too old to be routed again."""
        return self._positions.today.get(key) or self._positions.yesterday.get(key)

    def open(self) -> Sequence[Ticket]:
        return tuple(self._positions.open.values())

    def standing(self, agent: str, symbol: str) -> Standing:
        return self._positions.standing(agent, symbol)

    def holding(self, agent: str, symbol: str) -> Holding:
        return self._positions.held.get((agent, symbol), Holding())

    def held(self, agent: str) -> Mapping[str, tuple[float, float]]:
        """Give quantity and average price of each symbol that an agent holds."""
        return {
            symbol: (holding.quantity, abs(holding.usd / holding.quantity))
            for (who, symbol), holding in self._positions.held.items()
            if who == agent and holding.quantity
        }

    def risked_usd(self, at: str) -> float:
        return self._positions.risked[at[:DAY]]

    def intend(self, ticket: Ticket) -> None:
        self._write(ticket.at, {"kind": "intent", "ticket": wire(ticket)})

    def fill(self, ticket: Ticket, fill: Fill, at: str) -> Ticket:
        self._write(at, {"kind": "fill", "key": ticket.key, "fill": plain(fill)})
        return self._positions.today[ticket.key]

    def drop(self, ticket: Ticket, why: str, at: str) -> None:
        """Say that the order was never carried out."""
        self._write(at, {"kind": "dropped", "key": ticket.key, "why": why})

    def would(self, ticket: Ticket) -> Ticket:
        self._write(ticket.at, {"kind": "shadow", "ticket": wire(ticket)})
        return ticket

    def _write(self, at: str, fields: dict[str, object]) -> None:
        line = {"v": VERSION, "at": at, **fields}
        self._journal.write(at, line, self._positions.carried)
        self.refresh()
