"""Rows made of pairs: what was gained, what it cost, what is left; or why there is no price."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.ledger.due import Pair
from bot.ledger.pricing import Legs, Moments
from bot.ledger.settlements import Settlement, Status
from bot.ledger.terms import Cost
from bot.words.instant import from_ms, render, to_ms

BPS = 10_000
DECIMALS = 6  # of a bps: far below any tick, and the same digits on every machine


class Paid(NamedTuple):
    """Where a group of pairs was priced, and at which cost."""

    venue: str
    cost: Cost


class Leg(NamedTuple):
    time_ms: int
    price: float


class Prices(NamedTuple):
    entry_at: str | None = None
    exit_at: str | None = None
    entry_price: float | None = None
    exit_price: float | None = None
    venue: str | None = None
    gross_bps: float | None = None
    fee_bps: float | None = None
    slippage_bps: float | None = None
    net_bps: float | None = None


UNPRICED = Prices()


def gross_bps(sign: int, entry: float, exit_: float) -> float:
    """LONG earns exit/entry - 1, SHORT exactly the opposite."""
    return sign * round((exit_ / entry - 1) * BPS, DECIMALS)


def net_bps(gross: float, cost: Cost) -> float:
    return round(gross - cost.fee_bps - cost.slippage_bps, DECIMALS)


def recorded(pair: Pair, now_ms: int) -> Settlement:
    return _row(pair, now_ms, Status.RECORDED, _Written())


def unpriceable(pair: Pair, now_ms: int, reason: str) -> Settlement:
    return _row(pair, now_ms, Status.UNPRICEABLE, _Written(), reason=reason)


def settled(pairs: Sequence[Pair], both: Legs, paid: Paid, now_ms: int) -> list[Settlement]:
    """Make a row of each pair that has both its legs."""
    written = _Written()
    legs = zip(pairs, both.priced.tolist(), _each(both.entry), _each(both.exit), strict=True)
    return [
        _row(pair, now_ms, Status.SETTLED, written, _prices(pair, (entry, exit_), paid, written))
        for pair, priced, entry, exit_ in legs
        if priced
    ]


class _Written(dict[int, str]):
    """Instants as text, each rendered once: a batch names the same minutes over and over."""

    def __missing__(self, moment_ms: int) -> str:
        text = self[moment_ms] = render(from_ms(moment_ms))
        return text


def _each(moments: Moments) -> Iterator[Leg]:
    return map(Leg, moments.time_ms.tolist(), moments.price.tolist())


def _prices(pair: Pair, legs: tuple[Leg, Leg], paid: Paid, written: _Written) -> Prices:
    entry, exit_ = legs
    gross = gross_bps(pair.sign, entry.price, exit_.price)
    return Prices(
        entry_at=written[entry.time_ms],
        exit_at=written[exit_.time_ms],
        entry_price=entry.price,
        exit_price=exit_.price,
        venue=paid.venue,
        gross_bps=gross,
        fee_bps=paid.cost.fee_bps,
        slippage_bps=paid.cost.slippage_bps,
        net_bps=net_bps(gross, paid.cost),
    )


def _row(
    pair: Pair,
    now_ms: int,
    status: Status,
    written: _Written,
    prices: Prices = UNPRICED,
    reason: str | None = None,
) -> Settlement:
    signal = pair.signal
    return Settlement(
        signal_id=signal.signal_id,
        agent=signal.agent,
        strategy_class=signal.strategy_class,
        run_id=signal.run_id,
        fingerprint=signal.fingerprint,
        symbol=signal.symbol,
        direction=signal.direction.value,
        ts=written[to_ms(signal.ts)],
        received_at=written[to_ms(signal.received_at)],
        settled_at=written[now_ms],
        horizon_hours=pair.horizon,
        regime=signal.regime,
        confidence=signal.confidence,
        score_final=signal.score_final,
        price_version=pair.version,
        status=status.value,
        entry_at=prices.entry_at,
        exit_at=prices.exit_at,
        entry_price=prices.entry_price,
        exit_price=prices.exit_price,
        venue=prices.venue,
        gross_bps=prices.gross_bps,
        fee_bps=prices.fee_bps,
        slippage_bps=prices.slippage_bps,
        net_bps=prices.net_bps,
        reason=reason,
    )
