"""Signals and candles for the bench, drawn from a printed seed."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bot.adapters.candle_cache import CandleFolder
from bot.events.signal import Direction, Signal
from bot.ledger.candles import Candle
from bot.ledger.signals import day
from bot.ledger.terms import HOUR_MS, MINUTE_MS, Terms, terms_of
from bot.policy.policy import Policy
from bot.words.canonical import digest
from bot.words.instant import from_ms, parse, to_ms

SEED = 20260302
VENUE = "binance"
SYMBOLS = ("BTC", "ETH", "SOL", "XRP", "ADA")
NOW_MS = to_ms(parse("2026-03-02T00:01:00Z"))
TERMS: Terms = terms_of(Policy())


def signals(count: int, start_ms: int, end_ms: int) -> list[Signal]:
    chance = np.random.default_rng(SEED)
    moments = np.sort(chance.integers(start_ms, end_ms, count)).tolist()
    shorts = (chance.random(count) < 0.5).tolist()
    return [
        _signal(number, moment, short=short)
        for number, (moment, short) in enumerate(zip(moments, shorts, strict=True))
    ]


def _signal(number: int, moment_ms: int, *, short: bool) -> Signal:
    return Signal(
        signal_id=digest(number),
        ts=from_ms(moment_ms - 1000),
        received_at=from_ms(moment_ms),
        agent=f"agent-{number % 200}",
        strategy_class=f"class-{number % 7}",
        run_id=f"run-{number // 3}",
        symbol=SYMBOLS[number % len(SYMBOLS)],
        direction=Direction.SHORT if short else Direction.LONG,
        prob_up=0.5,
        confidence=0.6,
        score_final=0.1,
        regime="RISK_ON",
        fingerprint="f" * 64,
    )


def write_signals(repo: Path, written: Sequence[Signal]) -> None:
    folder = repo / "state" / "events" / "signals"
    folder.mkdir(parents=True, exist_ok=True)
    by_day: dict[str, list[bytes]] = {}
    for signal in written:
        by_day.setdefault(day(signal), []).append(signal.line())
    for name, lines in by_day.items():
        (folder / f"{name}.jsonl").write_bytes(b"".join(lines))


def fill(cache: CandleFolder, start_ms: int, end_ms: int) -> None:
    """Put every minute and every hour of all markets into the cache."""
    for number, symbol in enumerate(SYMBOLS):
        for interval_ms in (MINUTE_MS, HOUR_MS):
            first = start_ms // HOUR_MS * HOUR_MS
            last = end_ms // interval_ms * interval_ms
            rows = list(_candles(number, first, last, interval_ms))
            cache.store(VENUE, f"{symbol}USDT", interval_ms, rows, (first, last))


def _candles(number: int, first: int, last: int, interval_ms: int) -> Iterator[Candle]:
    chance = np.random.default_rng(SEED + number)
    minutes = np.arange(first, last, MINUTE_MS)
    walk = 100 * np.exp(np.cumsum(chance.normal(0, 0.0008, len(minutes))))
    for moment, price in zip(minutes.tolist(), walk.tolist(), strict=True):
        if moment % interval_ms == 0:
            yield Candle(moment, price, price * 1.001, price * 0.999, price)
