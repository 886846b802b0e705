"""The fold of the book's lines: what became of every ticket, and what is held because of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import fsum, inf

from bot.sdk.account import DUST
from bot.sdk.allocation import Standing
from bot.sdk.assets import asset
from bot.sdk.journal import DAY
from bot.sdk.strict_fields import Record, Unfit, number, record, records, text, whole
from bot.sdk.ticket import Fill, Ticket, fill_from, ticket_from, wire

VERSION = 1


@dataclass(frozen=True, slots=True)
class Holding:
    usd: float = 0.0
    quantity: float = 0.0


@dataclass(slots=True)
class Positions:
    """A ticket is open from its intent until it is known what the broker did."""

    open: dict[str, Ticket] = field(default_factory=dict)
    held: dict[tuple[str, str], Holding] = field(default_factory=dict)
    today: dict[str, Ticket] = field(default_factory=dict)
    yesterday: dict[str, Ticket] = field(default_factory=dict)
    risked: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def standing(self, agent: str, symbol: str) -> Standing:
        net: defaultdict[str, float] = defaultdict(float)
        own: dict[str, float] = {}
        for (who, where), holding in self.held.items():
            net[asset(where)] += holding.usd
            if who == agent:
                own[where] = holding.usd
        return Standing(
            own=own.pop(symbol, 0.0),
            own_elsewhere=fsum(map(abs, own.values())),
            net=net.pop(asset(symbol), 0.0),
            gross_elsewhere=fsum(map(abs, net.values())),
        )

    def take(self, fields: Record) -> None:
        if whole(fields, "v") != VERSION:
            raise Unfit(f"its version is {fields['v']} and this SDK knows {VERSION}")
        match text(fields, "kind"):
            case "carried":
                self._carry(fields)
            case "intent":
                ticket = ticket_from(record(fields.get("ticket"), "ticket"))
                self.open[ticket.key] = ticket
            case "shadow":
                ticket = ticket_from(record(fields.get("ticket"), "ticket"))
                self._settle(ticket, 1.0, ticket.quantity or 0.0)
            case "fill":
                self._fill(self._opened(fields), fill_from(record(fields.get("fill"), "fill")))
            case "dropped":
                self._opened(fields)
            case other:
                raise Unfit(f"its kind {other!r} is not known")

    def carried(self) -> dict[str, object]:
        """Give the line that a new day's file begins with."""
        held = [
            {"agent": agent, "symbol": symbol, **plain(holding)}
            for (agent, symbol), holding in sorted(self.held.items())
        ]
        tickets = [wire(ticket) for ticket in self.open.values()]
        return {"v": VERSION, "kind": "carried", "held": held, "open": tickets}

    def _carry(self, fields: Record) -> None:
        held, tickets = records(fields, "held"), map(ticket_from, records(fields, "open"))
        self.held = {(text(one, "agent"), text(one, "symbol")): _holding(one) for one in held}
        self.open = {ticket.key: ticket for ticket in tickets}
        self.yesterday, self.today = self.today, {}

    def _opened(self, fields: Record) -> Ticket:
        ticket = self.open.pop(text(fields, "key"), None)
        if ticket is None:
            raise Unfit(f"{fields['key']} ends without a beginning")
        return ticket

    def _fill(self, ticket: Ticket, fill: Fill) -> None:
        part = fill.quantity / ticket.quantity if ticket.quantity else 1.0
        self._settle(replace(ticket, fill=fill), part, fill.quantity)

    def _settle(self, ticket: Ticket, part: float, quantity: float) -> None:
        place = (ticket.agent, ticket.symbol)
        before = self.held.pop(place, Holding())
        after = Holding(before.usd + part * ticket.move_usd, before.quantity + quantity)
        if abs(after.usd) > DUST * ticket.size_usd:
            self.held[place] = after
        self.risked[ticket.at[:DAY]] += ticket.new_risk_usd
        self.today[ticket.key] = ticket


def plain(value: Fill | Holding) -> Mapping[str, float | str]:
    return {name: getattr(value, name) for name in value.__slots__}


def _holding(fields: Record) -> Holding:
    return Holding(number(fields, "usd", least=-inf), number(fields, "quantity", least=-inf))
