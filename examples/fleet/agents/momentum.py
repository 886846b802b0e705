"""What rose over the last six hours goes on rising: the return in units of its own volatility."""

import math
from itertools import pairwise
from statistics import pstdev

from agents.market import SYMBOLS, closes, forecast

CANDLES = 24


def run() -> list[dict[str, object]]:
    return [forecast(symbol, score(closes(symbol, CANDLES + 1))) for symbol in SYMBOLS]


def score(prices: list[float]) -> float:
    moves = [math.log(after / before) for before, after in pairwise(prices)]
    return sum(moves) / (pstdev(moves) * math.sqrt(len(moves)) or 1.0)
