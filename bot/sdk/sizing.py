"""From a granted signal and the book to a ticket: gathers the terms that the allocator takes."""

from dataclasses import dataclass
from datetime import datetime
from math import copysign, inf, isfinite

from bot.sdk.allocation import Grant, Size, allocate
from bot.sdk.book import Book
from bot.sdk.fields import render
from bot.sdk.lease import MAY_TRADE, Lease, LeasedAgent
from bot.sdk.refusal import Code, Refusal
from bot.sdk.terms import Terms
from bot.sdk.ticket import Mode, Ticket
from bot.sdk.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Order:
    wanted: Wanted
    key: str
    mode: Mode
    lease: Lease
    entry: LeasedAgent
    price: float | None
    terms: Terms

    @property
    def on_trial(self) -> bool:
        """Tell whether it may run and not trade, whatever the lease or this process allow."""
        return self.entry.stage not in MAY_TRADE

    @property
    def budget_usd(self) -> float:
        return min(self.lease.budget.portfolio_usd, _or_none(self.terms.budget_usd))

    @property
    def weight(self) -> float:
        """Give its share of the budget; on trial it has none yet, and has its position cap."""
        if not self.on_trial:
            return self.entry.weight
        return min(1.0, self.position_usd / self.budget_usd) if self.budget_usd else 0.0

    @property
    def position_usd(self) -> float:
        caps = (self.entry.position_usd, self.lease.budget.max_position_usd)
        return min(*caps, _or_none(self.terms.position_usd))

    @property
    def stop_bps(self) -> float:
        return min(self.lease.budget.local_stop_bps, _or_none(self.terms.drawdown_bps))


def sized(order: Order, book: Book, now: datetime) -> Ticket | Refusal:
    wanted, at = order.wanted, render(now)
    standing = book.standing(wanted.agent, wanted.symbol)
    size = allocate(wanted.sign, _grant(order, book.risked_usd(at)), standing)
    if isinstance(size, Refusal):
        return size
    quantity = _quantity(order, size, standing.own, book)
    if quantity is not None and not isfinite(quantity):
        sentence = f"Cannot size the ticket: at a price of {order.price} it is no quantity."
        return Refusal(Code.NUMBER, sentence)
    return Ticket(
        key=order.key,
        signal_id=wanted.signal_id,
        agent=wanted.agent,
        strategy_class=wanted.strategy_class,
        symbol=wanted.symbol,
        mode=order.mode,
        at=at,
        move_usd=size.move_usd,
        target_usd=size.target_usd,
        new_risk_usd=size.new_risk_usd,
        bound_by=size.bound_by,
        lease=order.lease.sequence,
        price=order.price,
        quantity=quantity,
    )


def _grant(order: Order, risked_usd: float) -> Grant:
    lease, entry = order.lease, order.entry
    return Grant(
        budget_usd=order.budget_usd,
        weight=order.weight,
        confidence=entry.confidence,
        signal_confidence=order.wanted.confidence,
        haircut=entry.haircut,
        position_cap_usd=order.position_usd,
        symbol_cap=lease.caps.of(order.wanted.symbol),
        gross_cap=lease.caps.gross,
        daily_left_usd=max(0.0, lease.budget.daily_new_risk_usd - risked_usd),
    )


def _quantity(order: Order, size: Size, own_usd: float, book: Book) -> float | None:
    """Close in the quantity that is held, whatever it is worth by now; open at the price."""
    if order.price is None:
        return None
    closing = min(abs(own_usd), abs(size.move_usd)) if own_usd * size.move_usd < 0 else 0.0
    opening = copysign(abs(size.move_usd) - closing, size.move_usd) / order.price
    if not closing:
        return opening
    held = book.holding(order.wanted.agent, order.wanted.symbol).quantity
    return opening - held * closing / abs(own_usd)


def _or_none(limit: float | None) -> float:
    return inf if limit is None else limit
