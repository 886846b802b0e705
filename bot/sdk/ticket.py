"""A ticket: one order that may be sent once, and what the broker says became of it."""

from dataclasses import asdict, dataclass
from hashlib import sha256
from math import inf
from typing import Literal, TypeAlias

from bot.sdk.strict_fields import Record, Unfit, number, text, whole

Mode: TypeAlias = Literal["shadow", "live"]
KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Fill:
    """What a broker did: `quantity` is negative where it sold, and may be less than was asked."""

    key: str
    symbol: str
    quantity: float
    price: float
    fee_usd: float


@dataclass(frozen=True, slots=True)
class Ticket:
    """`move_usd` is the step, positive to buy; `target_usd` is the position that it leads to.

    Positions are counted at what they cost. `quantity` is the order itself, at `price`, which is
    what the agent saw; a shadow ticket may do without. `new_risk_usd` is what the step adds to the
    net position in the symbol, `bound_by` the term that made its size.
    """

    key: str
    signal_id: str
    agent: str
    strategy_class: str
    symbol: str
    mode: Mode
    at: str
    move_usd: float
    target_usd: float
    new_risk_usd: float
    bound_by: str
    lease: int
    price: float | None = None
    quantity: float | None = None
    fill: Fill | None = None

    @property
    def side(self) -> Literal["BUY", "SELL"]:
        return "BUY" if self.move_usd > 0 else "SELL"

    @property
    def size_usd(self) -> float:
        return abs(self.move_usd)


def ticket_key(signal_id: str, agent: str) -> str:
    """Name a ticket by its signal; short enough for the client order id of most venues."""
    return sha256(f"ticket\n{agent}\n{signal_id}".encode()).hexdigest()[:KEY_LENGTH]


def wire(ticket: Ticket) -> dict[str, object]:
    return {name: value for name, value in asdict(ticket).items() if name != "fill"}


def ticket_from(fields: Record) -> Ticket:
    mode: Mode = "live" if text(fields, "mode") == "live" else "shadow"
    return Ticket(
        key=text(fields, "key"),
        signal_id=text(fields, "signal_id"),
        agent=text(fields, "agent"),
        strategy_class=text(fields, "strategy_class"),
        symbol=text(fields, "symbol"),
        mode=mode,
        at=text(fields, "at"),
        move_usd=number(fields, "move_usd", least=-inf),
        target_usd=number(fields, "target_usd", least=-inf),
        new_risk_usd=number(fields, "new_risk_usd"),
        bound_by=text(fields, "bound_by"),
        lease=whole(fields, "lease"),
        price=_or_none(fields, "price"),
        quantity=_or_none(fields, "quantity"),
    )


def fill_from(fields: Record) -> Fill:
    """Read a fill; Unfit where a broker's answer makes no sense."""
    fill = Fill(
        key=text(fields, "key"),
        symbol=text(fields, "symbol"),
        quantity=number(fields, "quantity", least=-inf),
        price=number(fields, "price"),
        fee_usd=number(fields, "fee_usd", least=-inf),
    )
    if fill.price == 0:
        raise Unfit("price is 0")
    return fill


def _or_none(fields: Record, name: str) -> float | None:
    return None if fields.get(name) is None else number(fields, name, least=-inf)
