"""Short ways to write what the ledger reads. Minutes count from the start of 2026-03-02, UTC."""

from collections.abc import Iterable, Mapping

from bot.events.signal import Direction, Signal
from bot.ledger.candles import Candle, Series, Span, series_of
from bot.ledger.signals import day
from bot.ledger.terms import HOUR_MS, MINUTE_MS, Cost, Terms
from bot.words.canonical import digest
from bot.words.instant import from_ms, parse, render, to_ms

START_MS = to_ms(parse("2026-03-02T00:00:00Z"))
TERMS = Terms(default_cost=Cost(fee_bps=8.0, slippage_bps=2.0))


def at(minute: float) -> int:
    return START_MS + round(minute * MINUTE_MS)


def text_at(minute: float) -> str:
    return render(from_ms(at(minute)))


def candle(minute: int, price: float) -> Candle:
    return Candle(at(minute), price, price * 1.01, price * 0.99, price * 1.005)


def path(prices: Mapping[int, float], covered: Iterable[tuple[int, int]]) -> Series:
    """Build a series of 1-minute candles: opens by minute, and the spans that are known."""
    spans: list[Span] = [(at(start), at(end)) for start, end in covered]
    return series_of(MINUTE_MS, [candle(*one) for one in prices.items()], spans)


def signal(
    minute: float, direction: str = "LONG", symbol: str = "BTC", name: str = "s", agent: str = "ann"
) -> Signal:
    return Signal(
        signal_id=digest(name),
        ts=from_ms(at(minute - 1)),
        received_at=from_ms(at(minute)),
        agent=agent,
        strategy_class="momentum",
        run_id="r1",
        symbol=symbol,
        direction=Direction(direction),
        prob_up=0.6,
        confidence=0.7,
        score_final=0.4,
        regime="RISK_ON",
        fingerprint="f1",
    )


def signal_files(signals: Iterable[Signal]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for one in signals:
        name = f"state/events/signals/{day(one)}.jsonl"
        files[name] = files.get(name, b"") + one.line()
    return files


def hours(count: int) -> int:
    return count * HOUR_MS
