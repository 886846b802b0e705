"""Sends a live ticket: intent to disk, order under its key, fill to disk; after a crash, it asks.

Whoever comes here holds the lock, so an open ticket belongs to nobody who is still at work.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from bot.sdk.book import Book
from bot.sdk.broker import Broker, OrderRejected
from bot.sdk.fields import render
from bot.sdk.refusal import Code, Leave, Refusal
from bot.sdk.sizing import Order, sized
from bot.sdk.stop import LocalStop
from bot.sdk.strict_fields import Unfit
from bot.sdk.ticket import Fill, Ticket, fill_from

T = TypeVar("T")
# An order that a broker does not know after so long has not arrived and will not.
ARRIVAL = timedelta(minutes=5)


def send(order: Order, book: Book, broker: Broker, now: datetime) -> Ticket | Refusal:
    price = order.price
    if price is None:
        return Refusal(Code.NUMBER, "Cannot order: pass the price that the agent saw to route().")
    if not (settled := _settle(book, broker, order, now)):
        return settled
    if known := book.done(order.key):
        return known
    stop = LocalStop(order.terms.home, order.wanted.agent)
    watched = stop.mark({order.wanted.symbol: price}, now, order.stop_bps)
    ticket = watched and sized(order, book, now)
    if not ticket:
        return ticket
    held = book.held(ticket.agent)
    opened = stop.open(order.position_usd, order.stop_bps, held, now)
    return opened and _order(ticket, book, broker, order, now)


def _settle(book: Book, broker: Broker, order: Order, now: datetime) -> Leave:
    """Find out what became of tickets that were left open; until that is known nobody orders."""
    for ticket in book.open():
        fill = _asked(ticket, partial(broker.find, ticket.key))
        if isinstance(fill, Refusal):
            return fill
        if fill is not None:
            filled = _filled(ticket, fill, book, order, now)
            if isinstance(filled, Refusal):
                return filled
        elif ticket.key == order.key or datetime.fromisoformat(ticket.at) < now - ARRIVAL:
            book.drop(ticket, "the broker does not know it", render(now))
        else:
            return _unclear(ticket, "the broker does not know it yet; try again in five minutes")
    return True


def _order(
    ticket: Ticket, book: Book, broker: Broker, order: Order, now: datetime
) -> Ticket | Refusal:
    book.intend(ticket)
    fill = _asked(ticket, partial(_unless_rejected, broker, ticket))
    if isinstance(fill, OrderRejected):
        book.drop(ticket, f"rejected: {fill}", render(now))
        sentence = f"Cannot order {ticket.symbol} for {ticket.agent}: the broker says: {fill}."
        return Refusal(Code.BROKER_REFUSED, sentence)
    return fill if isinstance(fill, Refusal) else _filled(ticket, fill, book, order, now)


def _unless_rejected(broker: Broker, ticket: Ticket) -> Fill | OrderRejected:
    try:
        return broker.order(ticket)
    except OrderRejected as error:
        return error


def _filled(
    ticket: Ticket, fill: Fill, book: Book, order: Order, now: datetime
) -> Ticket | Refusal:
    """Tell the stop first: a fill that it missed would be a loss that it never sees."""
    try:
        fits = _fits(ticket, fill_from(asdict(fill)))
    except (TypeError, Unfit) as error:
        return _unclear(ticket, f"the broker's answer makes no sense: {error}")
    if not fits:
        return _unclear(ticket, f"the broker's answer belongs to another order: {fill}")
    stop = LocalStop(order.terms.home, ticket.agent)
    # Somebody may have removed the account while this ticket was open.
    stop.open(ticket.size_usd, order.stop_bps, book.held(ticket.agent), now)
    told = stop.fill(fill, now)
    if isinstance(told, Refusal) and told.code is Code.STOP_UNREADABLE:
        return told
    return book.fill(ticket, fill, render(now))


def _fits(ticket: Ticket, fill: Fill) -> bool:
    asked = ticket.quantity or 0.0
    same = (fill.key, fill.symbol) == (ticket.key, ticket.symbol)
    return same and fill.quantity * asked >= 0


def _asked(ticket: Ticket, question: Callable[[], T]) -> T | Refusal:
    try:
        return question()
    except Exception as error:  # noqa: BLE001 - a broker is anybody's code
        return _unclear(ticket, f"the broker failed: {error!r}; route the same signal again")


def _unclear(ticket: Ticket, reason: str) -> Refusal:
    return Refusal(
        Code.BROKER_UNCLEAR,
        f"Cannot tell whether {ticket.side} {ticket.size_usd:.2f} USD of {ticket.symbol} for "
        f"{ticket.agent} (key {ticket.key}) was carried out: {reason}.",
    )
