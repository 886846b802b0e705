"""100,000 settlements with a warm cache, in a process of its own, so its memory is its own."""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from bench.child import python, run
from bench.reconcile.world import NOW_MS, TERMS, fill, signals, write_signals
from bench.row import Measured, Row, Size, at_most, both
from bot.adapters.candle_cache import CandleFolder
from bot.adapters.folder_store import FolderStore
from bot.commands.reconcile import MarketData, reconcile
from bot.ledger.terms import DAY_MS, HOUR_MS
from bot.words.instant import from_ms
from tests.fakes.output import HeardOutput
from tests.fakes.venue import FakeVenue

SIGNALS = {Size.QUICK: 300, Size.USUAL: 33_334, Size.LARGE: 33_334}
DAYS = 7
WANTED_SECONDS, WANTED_MB = 5.0, 500


def throughput(size: Size) -> Row:
    count = SIGNALS[size]
    with tempfile.TemporaryDirectory() as folder:
        repo = Path(folder)
        end_ms = NOW_MS - 26 * HOUR_MS
        write_signals(repo, signals(count, end_ms - DAYS * DAY_MS, end_ms))
        fill(CandleFolder(repo / "candles"), end_ms - DAYS * DAY_MS, NOW_MS)
        figures = json.loads(run(python("bench.reconcile.throughput", folder)).output)
        ledger = (repo / "state/ledger").glob("*.jsonl")
        settled = sum(len(path.read_bytes().splitlines()) for path in ledger)
        floor = run(["cat", *map(str, (repo / "state").rglob("*.jsonl"))])
    assert settled == 3 * count
    assert not figures["requests"]
    ours = Measured("governor reconcile", (figures["seconds"],), figures["megabytes"])
    return Row(
        "reconcile, warm cache",
        f"{count:,} signals over {DAYS} days, 5 symbols",
        settled,
        ours,
        Measured("cat of what is read and written", (floor.seconds,), floor.peak_mb),
        both(
            at_most("s", figures["seconds"], WANTED_SECONDS),
            at_most("MB", figures["megabytes"], WANTED_MB),
        ),
    )


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
