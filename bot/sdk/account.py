"""What an agent has won and lost by its own fills and marks, and how far it may fall.

Equity is what the agent started with, plus cash moved, plus what it holds at its last marks. The
high-water mark begins at the start; a drawdown is counted in bps of the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import fsum, isfinite
from typing import TypeVar

from bot.sdk.assets import asset
from bot.sdk.ticket import Fill

T = TypeVar("T")
VERSION = 1
BPS = 10_000
REMEMBERED = 1000
DUST = 1e-9


@dataclass(frozen=True, slots=True)
class Mark:
    price: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Latch:
    at: datetime
    drawdown_bps: float
    limit_bps: float


@dataclass(frozen=True, slots=True)
class Account:
    """`fills` are the keys of the latest ones, so that a fill that is told twice counts once."""

    start_usd: float
    limit_bps: float
    high_usd: float
    cash_usd: float = 0.0
    held: Mapping[str, float] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    fills: tuple[str, ...] = ()
    latch: Latch | None = None

    @property
    def equity_usd(self) -> float:
        values = (quantity * self.marks[symbol].price for symbol, quantity in self.held.items())
        return fsum((self.start_usd, self.cash_usd, *values))

    @property
    def drawdown_bps(self) -> float:
        return (self.high_usd - self.equity_usd) / self.start_usd * BPS


def opened(
    start_usd: float, limit_bps: float, held: Mapping[str, tuple[float, float]], at: datetime
) -> Account:
    """Begin with what is held already, as quantity and price, so that it is worth the start."""
    if not (isfinite(start_usd) and start_usd > 0):
        raise ValueError(f"an account cannot start with {start_usd} USD")
    return Account(
        start_usd,
        limit_bps,
        high_usd=start_usd,
        cash_usd=-fsum(quantity * price for quantity, price in held.values()),
        held={symbol: quantity for symbol, (quantity, _) in held.items()},
        marks={symbol: Mark(price, at) for symbol, (_, price) in held.items()},
    )


def filled(account: Account, fill: Fill, at: datetime) -> Account:
    """Take in what was bought or sold, once."""
    if fill.key in account.fills:
        return account
    symbol = fill.symbol
    quantity = account.held.get(symbol, 0.0) + fill.quantity
    gone = abs(quantity) <= DUST * abs(fill.quantity)
    return replace(
        account,
        cash_usd=account.cash_usd - fill.quantity * fill.price - fill.fee_usd,
        held=_with(account.held, symbol, None if gone else quantity),
        marks=_with(account.marks, symbol, None if gone else Mark(fill.price, at)),
        fills=(*account.fills, fill.key)[-REMEMBERED:],
    )


def marked(account: Account, prices: Mapping[str, float], at: datetime) -> Account:
    """Price what is held by its own symbol, or by another spelling of the same asset."""
    for symbol, price in prices.items():
        if not (isfinite(price) and price > 0):
            raise ValueError(f"a price of {price} for {symbol} makes no sense")
    assets = {asset(symbol): price for symbol, price in prices.items()}
    told = {symbol: prices.get(symbol, assets.get(asset(symbol))) for symbol in account.held}
    marks = {symbol: Mark(price, at) for symbol, price in told.items() if price is not None}
    return replace(account, marks={**account.marks, **marks})


def tightened(account: Account, limit_bps: float) -> Account:
    """Keep the tightest limit ever told: a wrong lease cannot loosen it."""
    if not (isfinite(limit_bps) and limit_bps >= 0):
        raise ValueError(f"a drawdown limit of {limit_bps} bps makes no sense")
    return replace(account, limit_bps=min(account.limit_bps, limit_bps))


def watched(account: Account, now: datetime) -> Account:
    """Move the high-water mark, and latch at the limit; once latched, it stays."""
    account = replace(account, high_usd=max(account.high_usd, account.equity_usd))
    # Asked this way round, so that what is no number latches too.
    if account.latch or account.drawdown_bps < account.limit_bps:
        return account
    latch = Latch(now, account.drawdown_bps, account.limit_bps)
    return replace(account, latch=latch)


def unwatched(account: Account, since: datetime) -> str | None:
    """Name a holding whose last mark is older than that."""
    return next((s for s in sorted(account.held) if account.marks[s].at < since), None)


def _with(values: Mapping[str, T], key: str, value: T | None) -> dict[str, T]:
    others = {name: kept for name, kept in values.items() if name != key}
    return others if value is None else {**others, key: value}
