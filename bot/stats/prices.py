"""Hourly marks as what each symbol did in each hour."""

from collections.abc import Iterable
from datetime import datetime

from bot.ledger.marks import Mark, counting
from bot.stats.curve import BPS
from bot.stats.inputs import Price
from bot.words.instant import from_ms


def prices_of(marks: Iterable[Mark]) -> dict[datetime, dict[str, Price]]:
    found: dict[datetime, dict[str, Price]] = {}
    for (symbol, hour_ms), mark in counting(marks).items():
        found.setdefault(from_ms(hour_ms), {})[symbol] = price_of(mark)
    return found


def price_of(mark: Mark) -> Price:
    return Price(BPS * (mark.close / mark.open - 1.0), mark.venue)
