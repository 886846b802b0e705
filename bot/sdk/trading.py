"""What agents call: the gate and the router as this process's environment describes them."""

from collections.abc import Mapping
from functools import cache

from bot.sdk import outside
from bot.sdk.errors import MayNotTrade
from bot.sdk.gate import Gate
from bot.sdk.refusal import Leave, Refusal
from bot.sdk.router import Router
from bot.sdk.terms import Terms, from_variables
from bot.sdk.ticket import Ticket


def may_run(agent: str, strategy_class: str) -> Leave:
    """Ask whether an agent may run at all, be it in the shadow."""
    found = _gate()
    return found if isinstance(found, Refusal) else found.may_run(agent, strategy_class)


def may_trade(agent: str, strategy_class: str) -> Leave:
    """Ask whether an agent may trade live now."""
    found = _gate()
    return found if isinstance(found, Refusal) else found.may_trade(agent, strategy_class)


def require_live() -> None:
    """Raise MayNotTrade unless live trading is open now."""
    found = _gate()
    if isinstance(found, Refusal):
        raise MayNotTrade(found.code, found.sentence)
    found.require_live()


def regime() -> str:
    """Name the regime of the lease that holds now; empty where none holds, or it knows none."""
    found = _gate()
    return "" if isinstance(found, Refusal) else found.regime()


def route(signal: Mapping[str, object], price: float | None = None) -> Ticket | Refusal:
    """Make a ticket of a line that `emit` gave; in the shadow it is only written down."""
    terms = from_variables(outside.variable)
    return terms if isinstance(terms, Refusal) else _router(terms).route(signal, price)


def mark(agent: str, prices: Mapping[str, float]) -> Leave:
    """Tell an agent's own drawdown stop what its holdings are worth."""
    terms = from_variables(outside.variable)
    return terms if isinstance(terms, Refusal) else _router(terms).mark(agent, prices)


def _gate() -> Gate | Refusal:
    terms = from_variables(outside.variable)
    return terms if isinstance(terms, Refusal) else _gate_of(terms)


@cache
def _gate_of(terms: Terms) -> Gate:
    return Gate(terms)


@cache
def _router(terms: Terms) -> Router:
    return Router(_gate_of(terms))
