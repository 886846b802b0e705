"""What is far from its mean of twelve hours comes back. This one emits as it goes."""

from statistics import fmean, pstdev

from agents.market import SYMBOLS, closes, forecast
from bot.sdk import emit

CANDLES = 48


def run() -> None:
    for symbol in SYMBOLS:
        emit(forecast(symbol, score(closes(symbol, CANDLES))))


def score(prices: list[float]) -> float:
    return (fmean(prices) - prices[-1]) / (pstdev(prices) or 1.0)
