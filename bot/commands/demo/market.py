"""A market with regimes, fat tails and one common factor, as candles."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.words.instant import to_ms

Floats = NDArray[np.float64]

STEP = timedelta(minutes=15)
STEPS_A_DAY = timedelta(days=1) // STEP
FIRST_PRICE = {"BTCUSDT": 64_000.0, "ETHUSDT": 3_100.0, "SOLUSDT": 150.0, "ADAUSDT": 0.52}
DAILY_VOLATILITY = {"BTCUSDT": 0.022, "ETHUSDT": 0.028, "SOLUSDT": 0.036, "ADAUSDT": 0.034}
COMMON_SHARE = 0.6
TAIL_DEGREES = 4
CALM, STORMY = 0.8, 1.7
DAYS_A_REGIME = 9


@dataclass(frozen=True, slots=True)
class Market:
    start: datetime
    opens: Mapping[str, Floats]
    stormy: NDArray[np.bool_]

    def price(self, symbol: str, at: datetime) -> float:
        return float(self.opens[symbol][self._step(at)])

    def change(self, symbol: str, at: datetime, ahead: timedelta) -> float:
        return self.price(symbol, at + ahead) / self.price(symbol, at) - 1

    def regime(self, at: datetime) -> str:
        return "HIGH_VOL" if self.stormy[self._step(at)] else "RISK_ON"

    def csv(self, symbol: str) -> Iterator[str]:
        """Rows of open_time and prices; each candle closes where the next one opens."""
        opens = self.opens[symbol]
        yield "open_time,open,high,low,close\n"
        first, step = to_ms(self.start), STEP // timedelta(milliseconds=1)
        for index, (opened, closed) in enumerate(pairwise(opens)):
            high, low = max(opened, closed), min(opened, closed)
            yield f"{first + index * step},{opened:.6g},{high:.6g},{low:.6g},{closed:.6g}\n"

    def _step(self, at: datetime) -> int:
        return (at - self.start) // STEP


def make_market(seed: int, start: datetime, days: int) -> Market:
    chance = np.random.default_rng([seed, 1])
    steps = days * STEPS_A_DAY
    stormy = _regimes(chance, days)
    pace = np.where(stormy, STORMY, CALM)
    common = _shocks(chance, steps)
    opens = {
        symbol: _path(first, DAILY_VOLATILITY[symbol] * pace, common, _shocks(chance, steps))
        for symbol, first in FIRST_PRICE.items()
    }
    return Market(start, opens, stormy)


def _regimes(chance: np.random.Generator, days: int) -> NDArray[np.bool_]:
    turns = chance.random(days) < 1 / DAYS_A_REGIME
    return np.repeat(np.cumsum(turns) % 2 == 1, STEPS_A_DAY)


def _shocks(chance: np.random.Generator, steps: int) -> Floats:
    spread = math.sqrt(TAIL_DEGREES / (TAIL_DEGREES - 2))
    return chance.standard_t(TAIL_DEGREES, steps) / spread


def _path(first: float, daily: Floats, common: Floats, own: Floats) -> Floats:
    shocks = np.sqrt(COMMON_SHARE) * common + np.sqrt(1 - COMMON_SHARE) * own
    moves = daily / np.sqrt(STEPS_A_DAY) * shocks
    prices = first * np.exp(np.concatenate(([0.0], np.cumsum(moves[:-1]))))
    return np.array([float(f"{price:.6g}") for price in prices])
