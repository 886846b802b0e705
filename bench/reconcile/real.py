"""Real hourly candles for the venue of the bench, where GOVERNOR_BENCH_MARKET names a folder.

Every `*_1h_*.csv` there (time in seconds, open, high, low, close) is a market; its last hour is
moved to the bench's own. Minutes lie on the straight line of their real hour.
"""

import csv
import os
from collections.abc import Mapping
from pathlib import Path

from bench.reconcile.world import NOW_MS
from bot.ledger.candles import Candle
from bot.ledger.terms import HOUR_MS
from tests.fakes.venue_server import Market

FOLDER = "GOVERNOR_BENCH_MARKET"


def real_markets(symbols: tuple[str, ...]) -> Mapping[str, Market]:
    """Give each symbol a real series, or nothing where there is no folder with enough of them."""
    folder = os.environ.get(FOLDER, "")
    files = sorted(Path(folder).glob("*_1h_*.csv")) if folder else []
    if len(files) < len(symbols):
        return {}
    return {f"{symbol}USDT": _market(file) for symbol, file in zip(symbols, files, strict=False)}


def _market(file: Path) -> Market:
    with file.open(encoding="utf-8") as rows:
        bars = [
            (float(row["open"]), float(row["high"]), float(row["low"]), float(row["close"]))
            for row in csv.DictReader(rows)
        ]
    first = NOW_MS // HOUR_MS * HOUR_MS - (len(bars) - 1) * HOUR_MS

    def market(open_time: int, interval: int) -> Candle | None:
        number, inside = divmod(open_time - first, HOUR_MS)
        if not 0 <= number < len(bars):
            return None
        opened, high, low, closed = bars[number]
        if interval == HOUR_MS:
            return Candle(open_time, opened, high, low, closed)
        price = round(opened + (closed - opened) * inside / HOUR_MS, 8)
        return Candle(open_time, price, price, price, price)

    return market
