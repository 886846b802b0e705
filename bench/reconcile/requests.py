"""800 signals of a day against a venue on loopback that counts, beside one request a price."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests as http

from bench.reconcile.real import real_markets
from bench.reconcile.world import NOW_MS, SYMBOLS, TERMS, signals, write_signals
from bench.row import Measured, Row, Size, at_most
from bot.adapters.candle_cache import CandleFolder
from bot.adapters.folder_store import FolderStore
from bot.adapters.venues.making import make_venues
from bot.commands.reconcile import MarketData, reconcile
from bot.events.signal import Signal
from bot.ledger.signals import received_ms
from bot.ledger.terms import HOUR_MS, MINUTE_MS
from bot.policy.prices import Prices, Venue
from bot.words.instant import from_ms
from tests.fakes.output import HeardOutput
from tests.fakes.venue_server import VenueServer, made, venue_server

SIGNALS, QUICK_SIGNALS = 800, 90
WANTED = 40
SAMPLE = 80  # prices that the naive way asks for; the rest would be more of the same


def requests(size: Size) -> Iterator[Row]:
    count = QUICK_SIGNALS if size is Size.QUICK else SIGNALS
    real = real_markets(SYMBOLS)
    markets = real or {f"{symbol}USDT": made(symbol) for symbol in SYMBOLS}
    written = signals(count, NOW_MS - 50 * HOUR_MS, NOW_MS - 26 * HOUR_MS)
    with venue_server(markets, NOW_MS) as server, tempfile.TemporaryDirectory() as folder:
        repo = Path(folder)
        write_signals(repo, written)
        seconds = _run(server, repo)
        first, ledger = server.count, _ledger(repo)
        again = _run(server, repo)
        second = server.count - first
        assert _ledger(repo) == ledger
        naive = _naive(server, written)
    settled = sum(len(data.splitlines()) for data in ledger.values())
    assert settled == 3 * count
    kind = "real" if real else "made"
    inputs = f"{count} signals of 24 hours, {len(SYMBOLS)} symbols, {kind} candles"
    computed = f"a request a price: {2 * settled:,} (computed from {SAMPLE})"
    ours = Measured(f"{first} requests", (seconds,))
    limit = at_most("requests", first, WANTED)
    yield Row("reconcile", inputs, settled, ours, Measured(computed, (2 * settled * naive,)), limit)
    limit = at_most("requests", second, 0)
    yield Row("reconcile, again", inputs, settled, Measured("governor", (again,)), None, limit)


def _run(server: VenueServer, repo: Path) -> float:
    prices = Prices(v=1, venues=(Venue(name="binance", kind="binance", url=server.url),))
    market = MarketData(make_venues(prices, repo, NOW_MS), CandleFolder(repo / "candles"))
    started = time.perf_counter()
    reconcile(FolderStore(repo, repo / ".governor"), market, HeardOutput(), TERMS, from_ms(NOW_MS))
    return time.perf_counter() - started


def _ledger(repo: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (repo / "state/ledger").glob("*.jsonl")}


def _naive(server: VenueServer, written: list[Signal]) -> float:
    """Ask for each price on its own; return the seconds that one takes."""
    started = time.perf_counter()
    with http.Session() as session:
        for signal in written[:SAMPLE]:
            start = received_ms(signal) + HOUR_MS
            query = {
                "symbol": f"{signal.symbol}USDT",
                "interval": "1m",
                "startTime": str(start),
                "endTime": str(start + 2 * MINUTE_MS),
                "limit": "1",
            }
            answer = session.get(f"{server.url}/api/v3/klines", params=query, timeout=10)
            assert answer.json()
    return (time.perf_counter() - started) / SAMPLE
