"""The paper broker: fills everything at once, worse by slippage, for a fee, and keeps a ledger."""

from pathlib import Path

from bot.sdk.broker import OrderRejected
from bot.sdk.home import held
from bot.sdk.journal import Journal
from bot.sdk.strict_fields import record, whole
from bot.sdk.ticket import Fill, Ticket, fill_from, wire

BPS = 10_000
VERSION = 1
FEE_BPS, SLIPPAGE_BPS = 10.0, 2.0


class PaperBroker:
    def __init__(
        self, home: Path, fee_bps: float = FEE_BPS, slippage_bps: float = SLIPPAGE_BPS
    ) -> None:
        self._lock = home / "paper.lock"
        self._journal = Journal(home / "paper.jsonl")
        self._fills: dict[str, Fill] = {}
        self._fee, self._slippage = fee_bps / BPS, slippage_bps / BPS

    def order(self, ticket: Ticket) -> Fill:
        with held(self._lock):
            self._refresh()
            if ticket.key not in self._fills:
                self._write(ticket, self._filled(ticket))
            return self._fills[ticket.key]

    def find(self, key: str) -> Fill | None:
        with held(self._lock):
            self._refresh()
            return self._fills.get(key)

    def _filled(self, ticket: Ticket) -> Fill:
        if ticket.price is None or not ticket.quantity:
            raise OrderRejected("a paper order needs a price and a quantity")
        worse = 1 + self._slippage if ticket.quantity > 0 else 1 - self._slippage
        price = ticket.price * worse
        fee = abs(ticket.quantity) * price * self._fee
        return Fill(ticket.key, ticket.symbol, ticket.quantity, price, fee)

    def _write(self, ticket: Ticket, fill: Fill) -> None:
        slippage = abs(fill.quantity * (fill.price - (ticket.price or fill.price)))
        fields = {name: getattr(fill, name) for name in Fill.__slots__}
        self._journal.write(
            {"v": VERSION, "fill": fields, "slippage_usd": slippage, "ticket": wire(ticket)}
        )
        self._refresh()

    def _refresh(self) -> None:
        for line in self._journal.news():
            whole(line, "v")
            fill = fill_from(record(line.get("fill"), "fill"))
            self._fills[fill.key] = fill
