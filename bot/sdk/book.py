"""What became of every ticket of this machine, and what is held because of them."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from math import fsum

from bot.sdk.account import DUST
from bot.sdk.allocation import Standing
from bot.sdk.journal import Journal
from bot.sdk.strict_fields import Record, Unfit, record, text, whole
from bot.sdk.ticket import Fill, Ticket, fill_from, ticket_from, wire

VERSION = 1
DAY = len("2026-11-21")


@dataclass(frozen=True, slots=True)
class Holding:
    usd: float = 0.0
    quantity: float = 0.0


@dataclass(slots=True)
class Book:
    """A ticket is open from its intent until it is known what the broker did.

    Shadow and live have a book each: what would have been is no reason to trade less.
    """

    journal: Journal
    done: dict[str, Ticket] = field(default_factory=dict)
    open: dict[str, Ticket] = field(default_factory=dict)
    held: dict[tuple[str, str], Holding] = field(default_factory=dict)
    risked: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def refresh(self) -> None:
        """Read on; Unfit where the journal is damaged."""
        for fields in self.journal.news():
            self._take(fields)

    def standing(self, agent: str, symbol: str) -> Standing:
        net: defaultdict[str, float] = defaultdict(float)
        own: dict[str, float] = {}
        for (who, where), holding in self.held.items():
            net[where] += holding.usd
            if who == agent:
                own[where] = holding.usd
        return Standing(
            own=own.pop(symbol, 0.0),
            own_elsewhere=fsum(map(abs, own.values())),
            net=net.pop(symbol, 0.0),
            gross_elsewhere=fsum(map(abs, net.values())),
        )

    def holding(self, agent: str, symbol: str) -> Holding:
        return self.held.get((agent, symbol), Holding())

    def risked_usd(self, at: str) -> float:
        return self.risked[at[:DAY]]

    def intend(self, ticket: Ticket) -> None:
        self._write({"kind": "intent", "ticket": wire(ticket)})

    def fill(self, ticket: Ticket, fill: Fill) -> Ticket:
        self._write({"kind": "fill", "key": ticket.key, "fill": _fields(fill)})
        return self.done[ticket.key]

    def drop(self, ticket: Ticket, why: str) -> None:
        """Say that the order was never carried out."""
        self._write({"kind": "dropped", "key": ticket.key, "why": why})

    def would(self, ticket: Ticket) -> Ticket:
        self._write({"kind": "shadow", "ticket": wire(ticket)})
        return ticket

    def _write(self, fields: dict[str, object]) -> None:
        self.journal.write({"v": VERSION, **fields})
        self.refresh()

    def _take(self, fields: Record) -> None:
        if whole(fields, "v") != VERSION:
            raise Unfit(f"its version is {fields['v']} and this SDK knows {VERSION}")
        match text(fields, "kind"):
            case "intent":
                ticket = ticket_from(record(fields.get("ticket"), "ticket"))
                self.open[ticket.key] = ticket
            case "shadow":
                ticket = ticket_from(record(fields.get("ticket"), "ticket"))
                self._settle(ticket, 1.0, ticket.quantity or 0.0)
            case "fill":
                self._filled(self._opened(fields), fill_from(record(fields.get("fill"), "fill")))
            case "dropped":
                self._opened(fields)
            case other:
                raise Unfit(f"its kind {other!r} is not known")

    def _opened(self, fields: Record) -> Ticket:
        ticket = self.open.pop(text(fields, "key"), None)
        if ticket is None:
            raise Unfit(f"{fields['key']} ends without a beginning")
        return ticket

    def _filled(self, ticket: Ticket, fill: Fill) -> None:
        part = fill.quantity / ticket.quantity if ticket.quantity else 1.0
        self._settle(replace(ticket, fill=fill), part, fill.quantity)

    def _settle(self, ticket: Ticket, part: float, quantity: float) -> None:
        before = self.holding(ticket.agent, ticket.symbol)
        usd = before.usd + part * ticket.move_usd
        gone = abs(usd) <= DUST * ticket.size_usd
        after = Holding() if gone else Holding(usd, before.quantity + quantity)
        self.held[ticket.agent, ticket.symbol] = after
        self.risked[ticket.at[:DAY]] += ticket.new_risk_usd
        self.done[ticket.key] = ticket


def _fields(fill: Fill) -> dict[str, object]:
    return {name: getattr(fill, name) for name in Fill.__slots__}
