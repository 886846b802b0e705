"""The paper broker: fills everything at once, worse by slippage, for a fee, and keeps a ledger."""

from pathlib import Path

from bot.sdk.broker import OrderRejected
from bot.sdk.home import held
from bot.sdk.journal import DAY, FILES, Journal, write_line
from bot.sdk.positions import plain
from bot.sdk.strict_fields import record
from bot.sdk.ticket import Fill, Ticket, fill_from, wire

BPS = 10_000
VERSION = 1
FEE_BPS, SLIPPAGE_BPS = 10.0, 2.0


class PaperBroker:
    """The ledger is a file a day under `paper/`; a key that stands in any of them is known."""

    def __init__(
        self, home: Path, fee_bps: float = FEE_BPS, slippage_bps: float = SLIPPAGE_BPS
    ) -> None:
        self._ledger = home / "paper"
        self._fee, self._slippage = fee_bps / BPS, slippage_bps / BPS

    def order(self, ticket: Ticket) -> Fill:
        with held(self._ledger / "lock"):
            known = self._known(ticket.key)
            return self._carried_out(ticket) if known is None else known

    def find(self, key: str) -> Fill | None:
        with held(self._ledger / "lock"):
            return self._known(key)

    def _known(self, key: str) -> Fill | None:
        for path in sorted(self._ledger.glob(FILES), reverse=True):
            # Far cheaper than reading every line, and most keys are new.
            if key.encode() not in path.read_bytes():
                continue
            fills = (fill_from(record(line.get("fill"), "fill")) for line in Journal(path).news())
            if found := next((fill for fill in fills if fill.key == key), None):
                return found
        return None

    def _carried_out(self, ticket: Ticket) -> Fill:
        fill = self._filled(ticket)
        slippage = abs(fill.quantity * (fill.price - (ticket.price or fill.price)))
        line = {"v": VERSION, "fill": plain(fill), "slippage_usd": slippage, "ticket": wire(ticket)}
        write_line(self._ledger / f"{ticket.at[:DAY]}.jsonl", line)
        return fill

    def _filled(self, ticket: Ticket) -> Fill:
        if ticket.price is None or not ticket.quantity:
            raise OrderRejected("a paper order needs a price and a quantity")
        worse = 1 + self._slippage if ticket.quantity > 0 else 1 - self._slippage
        price = ticket.price * worse
        fee = abs(ticket.quantity) * price * self._fee
        return Fill(ticket.key, ticket.symbol, ticket.quantity, price, fee)
