"""100,000 settlements with a warm cache, in a process of its own, so its memory is its own."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.reconcile.world import NOW_MS, TERMS, fill, signals, write_signals
from bot.adapters.candle_cache import CandleFolder
from bot.adapters.folder_store import FolderStore
from bot.commands.reconcile import MarketData, reconcile
from bot.ledger.terms import DAY_MS
from bot.words.instant import from_ms
from tests.fakes.output import HeardOutput
from tests.fakes.venue import FakeVenue

SIGNALS = 33_334
DAYS = 7
WANTED_SECONDS, WANTED_MB = 5.0, 500


def throughput(count: int = SIGNALS) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        repo = Path(folder)
        end_ms = NOW_MS - 26 * 3_600_000
        write_signals(repo, signals(count, end_ms - DAYS * DAY_MS, end_ms))
        fill(CandleFolder(repo / "candles"), end_ms - DAYS * DAY_MS, NOW_MS)
        command = [sys.executable, "-m", "bench.reconcile.throughput", folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        figures = json.loads(done.stdout)
        rows = sum(
            len(path.read_bytes().splitlines()) for path in (repo / "state/ledger").glob("*.jsonl")
        )
    print(f"warm cache: {count:,} signals over {DAYS} days, 5 symbols, 3 horizons")
    print(
        f"  {rows:,} settlements in {figures['seconds']:.2f} s "
        f"({rows / figures['seconds']:,.0f} a second), peak {figures['megabytes']:,.0f} MB, "
        f"{figures['requests']} requests"
    )
    reached = figures["seconds"] <= WANTED_SECONDS and figures["megabytes"] < WANTED_MB
    print(f"  wanted: at most {WANTED_SECONDS:.0f} s, under {WANTED_MB} MB: {_yes(reached)}")
    return reached and rows == 3 * count and not figures["requests"]


def _yes(reached: bool) -> str:  # noqa: FBT001
    return "yes" if reached else "NO"


def child(repo: Path) -> None:
    venue = FakeVenue({}, NOW_MS)
    store = FolderStore(repo, repo / ".governor")
    market = MarketData((venue,), CandleFolder(repo / "candles"))
    started = time.perf_counter()
    reconcile(store, market, HeardOutput(), TERMS, from_ms(NOW_MS))
    seconds = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"seconds": seconds, "megabytes": megabytes, "requests": len(venue.asked)}
    print(json.dumps(figures))


if __name__ == "__main__":
    child(Path(sys.argv[1]))
