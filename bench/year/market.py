"""Prices that follow from a market's name and the minute: a year of them needs no disk."""

from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.ledger.candles import Candle, Series, Span, clip, series_of
from bot.ports.venue import Answer, CandleRequest, Candles
from bot.words.instant import DAY, MILLISECOND
from bot.words.problem import Problem

MINUTE_MS, DAY_MS = 60_000, DAY // MILLISECOND
SYMBOLS = tuple(f"S{number:02}" for number in range(12))
WAVES = ((31.0, 0.0009), (177.0, 0.003), (1441.0, 0.011), (9973.0, 0.04), (40009.0, 0.09))


class FormulaVenue:
    """Is never asked: what it would say is remembered already."""

    name = "binance"
    kind = "binance"
    row_limit = 1000

    def market(self, symbol: str) -> tuple[str, ...]:
        return (f"{symbol}USDT",)

    def candles(self, request: CandleRequest) -> Answer:
        return Candles((), (request.start_ms, request.start_ms), (), 1)


class FormulaMemory:
    """Knows every candle of a venue that has closed by `now_ms`."""

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms

    def load(self, venue: str, market: str, interval_ms: int, start_ms: int, end_ms: int) -> Series:
        del venue
        end = min(end_ms, self.now_ms // interval_ms * interval_ms)
        days = range(start_ms - start_ms % DAY_MS, end, DAY_MS)
        found = (one for day in days for one in _day(market, interval_ms, day))
        covered = [(start_ms, end)] if end > start_ms else []
        return clip(series_of(interval_ms, found, covered), start_ms, end)

    def store(
        self,
        venue: str,
        market: str,
        interval_ms: int,
        candles: object,
        covered: Span,
        *,
        recheck: bool = False,
    ) -> tuple[Problem, ...]:
        del venue, market, interval_ms, candles, covered, recheck
        return ()


def price(market: str, at_ms: int) -> float:
    return float(_prices(market, np.array([at_ms // MINUTE_MS]))[0])


@lru_cache(maxsize=200)
def _day(market: str, interval_ms: int, day_ms: int) -> tuple[Candle, ...]:
    opens = np.arange(day_ms, day_ms + DAY_MS, interval_ms)
    first = _prices(market, opens // MINUTE_MS).tolist()
    last = _prices(market, (opens + interval_ms) // MINUTE_MS - 1).tolist()
    rows = zip(opens.tolist(), first, last, strict=True)
    return tuple(Candle(at, a, max(a, b), min(a, b), b) for at, a, b in rows)


def _prices(market: str, minutes: NDArray[np.int64]) -> NDArray[np.float64]:
    seed = crc32(market.encode())
    total = ((minutes * 2654435761 + seed) % 2**32 / 2**32 - 0.5) * 0.002
    for number, (period, size) in enumerate(WAVES):
        phase = (seed >> 5 * number) % 997 / 997
        total = total + size * np.sin(2 * np.pi * (minutes / period + phase))
    return np.round(100.0 * np.exp(total), 2)
