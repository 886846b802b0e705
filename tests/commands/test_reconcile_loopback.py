"""The real adapters, a folder for state and candles, and a venue on loopback that counts."""

import random
from pathlib import Path

from bot.adapters.candle_cache import CandleFolder
from bot.adapters.folder_store import FolderStore
from bot.adapters.venues.making import make_venues
from bot.commands.reconcile import MarketData, reconcile
from bot.ledger.settlements import Settlement, read
from bot.policy.prices import Http, Prices, Venue
from bot.words.instant import from_ms
from tests.fakes.output import HeardOutput
from tests.fakes.venue_server import MINUTE, Fault, VenueServer, made, venue_server
from tests.ledger.build import TERMS, at, signal, signal_files

SYMBOLS = ("BTC", "ETH", "SOL", "XRP", "ADA")
NOW = 50 * 60


def lay_down(root: Path) -> None:
    chance = random.Random(7)
    signals = [
        signal(chance.random() * 24 * 60, chance.choice(["LONG", "SHORT"]), SYMBOLS[n % 5], str(n))
        for n in range(800)
    ]
    for path, data in signal_files(signals).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def run(root: Path, *venues: Venue) -> HeardOutput:
    prices = Prices(v=1, venues=venues, http=Http(retries=1, backoff_seconds=0.01))
    market = MarketData(make_venues(prices, root, at(NOW)), CandleFolder(root / "candles"))
    out = HeardOutput()
    store = FolderStore(root, root / ".governor")
    assert reconcile(store, market, out, TERMS, from_ms(at(NOW))) == 0
    return out


def ledger(root: Path) -> dict[str, bytes]:
    files = sorted((root / "state").rglob("*.json*"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def rows(root: Path) -> list[Settlement]:
    paths = sorted((root / "state/ledger").glob("*.jsonl"))
    return [row for path in paths for row in read(path.read_bytes().splitlines(), path.name)]


def binance(server: VenueServer, name: str = "binance") -> Venue:
    return Venue(name=name, kind="binance", url=server.url)


def test_a_day_of_signals_takes_forty_requests_at_most_and_then_none(tmp_path: Path) -> None:
    lay_down(tmp_path)
    markets = {f"{symbol}USDT": made(symbol) for symbol in SYMBOLS}
    with venue_server(markets, at(NOW)) as server:
        run(tmp_path, binance(server))
        asked, before = server.count, ledger(tmp_path)
        again = run(tmp_path, binance(server))
        assert server.count == asked
    assert asked <= 40
    settled = rows(tmp_path)
    assert len({row.key for row in settled}) == len(settled) == 2400
    assert again.results[0]["requests"] == again.results[0]["due"] == 0
    assert ledger(tmp_path) == before
    check_prices(settled)


def check_prices(settled: list[Settlement]) -> None:
    """Look each price up where the server made it."""
    for row in settled[::40]:
        for moment, price in ((row.entry_at, row.entry_price), (row.exit_at, row.exit_price)):
            minute = int(moment[8:10]) * 1440 + int(moment[11:13]) * 60 + int(moment[14:16])  # type: ignore[index]
            candle = made(row.symbol)(at(minute - 2 * 1440), MINUTE)
            assert candle is not None
            assert candle.open == price


def test_a_refused_venue_gives_way_to_the_next(tmp_path: Path) -> None:
    lay_down(tmp_path)
    markets = {f"{symbol}-USD": made(symbol) for symbol in SYMBOLS}
    with venue_server({}, at(NOW)) as refused, venue_server(markets, at(NOW)) as server:
        refused.faults.extend([Fault(451, b"{}")] * 100)
        second = Venue(name="coinbase", kind="coinbase", url=server.url)
        out = run(tmp_path, binance(refused), second)
    assert {row.venue for row in rows(tmp_path)} == {"coinbase"}
    assert len(rows(tmp_path)) == 2400
    assert len(out.warned) == 1
    assert "binance" in out.warned[0]
    assert "451" in out.warned[0]
