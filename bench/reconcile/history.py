"""The same due pairs after a short and after a ten times longer history, and the naive way."""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench import turns
from bench.reconcile.world import NOW_MS, TERMS, fill, signals, write_signals
from bench.row import Measured, Row, Size, at_most
from bot.adapters.candle_cache import CandleFolder
from bot.adapters.folder_store import FolderStore
from bot.commands.reconcile import MarketData, reconcile
from bot.ledger.terms import DAY_MS, HOUR_MS
from bot.words.canonical import Json, encode_line
from bot.words.instant import day_of, from_ms
from tests.fakes.output import HeardOutput
from tests.fakes.venue import FakeVenue

SHORT_DAYS, LONG_DAYS = 30, 300
QUICK_DAYS = (5, 10)
SIGNALS_A_DAY = 444
DUE = 34  # signals, at three horizons: about a hundred pairs
RUNS = 9
OPEN_DAYS = 4


def history(size: Size) -> Iterator[Row]:
    days = QUICK_DAYS if size is Size.QUICK else (SHORT_DAYS, LONG_DAYS)
    with tempfile.TemporaryDirectory() as folder:
        short, long = (World(Path(folder) / str(each), each) for each in days)
        few, many = (tuple(each) for each in turns.in_turn([short.run, long.run], RUNS))
        naive = long.naive()
    inputs = f"{days[1]} days of {SIGNALS_A_DAY} signals, {3 * DUE} due pairs"
    ours = Measured("governor", many)
    yield Row("reconcile, history", inputs, 3 * DUE, ours, Measured("reads everything", (naive,)))
    growth = 100 * (median(b / a for a, b in zip(few, many, strict=True)) - 1)
    before = Measured(f"after {days[0]} days", few)
    limit = None if size is Size.QUICK else at_most("growth %", growth, 10)
    yield Row("reconcile, flat", inputs, 3 * DUE, ours, before, limit)


class World:
    """A repository with complete days behind its watermark, and due pairs after it."""

    def __init__(self, repo: Path, days: int) -> None:
        self.repo = repo
        write_signals(repo, signals(DUE, NOW_MS - 30 * HOUR_MS, NOW_MS - 26 * HOUR_MS))
        self.cache = CandleFolder(repo / "candles")
        fill(self.cache, NOW_MS - 40 * HOUR_MS, NOW_MS)
        self.ledger = repo / "state" / "ledger"
        self.ledger.mkdir(parents=True)
        self.write_history(days)

    def write_history(self, days: int) -> None:
        """Write days of the right size; the lines of one day serve for all."""
        names = [day_of(from_ms(NOW_MS - n * DAY_MS)) for n in range(OPEN_DAYS, OPEN_DAYS + days)]
        one_day = signals(DUE + SIGNALS_A_DAY, NOW_MS - 5 * DAY_MS, NOW_MS - 4 * DAY_MS)[DUE:]
        lines = b"".join(signal.line() for signal in one_day)
        rows = b"".join(_row(signal.signal_id, hours) for signal in one_day for hours in (1, 4, 24))
        for name in names:
            (self.repo / "state/events/signals" / f"{name}.jsonl").write_bytes(lines)
            (self.ledger / f"{name}.jsonl").write_bytes(rows)
        watermark: dict[str, Json] = {
            "v": 1,
            "complete_through": names[0],
            "unresolved": {},
            "unlisted": {},
        }
        self.mark = encode_line(watermark)
        self.complete = names[0]

    def run(self) -> float:
        """Settle what is due, then take it back for the next run."""
        progress = self.repo / "state" / "reconcile.json"
        progress.write_bytes(self.mark)
        store = FolderStore(self.repo, self.repo / ".governor")
        market = MarketData((FakeVenue({}, NOW_MS),), self.cache)
        started = time.perf_counter()
        reconcile(store, market, HeardOutput(), TERMS, from_ms(NOW_MS))
        seconds = time.perf_counter() - started
        written = [path for path in self.ledger.glob("*.jsonl") if path.stem > self.complete]
        assert sum(len(path.read_bytes().splitlines()) for path in written) == 3 * DUE
        for path in [*written, *self.ledger.glob("marks/*.jsonl")]:
            path.unlink()
        return seconds

    def naive(self) -> float:
        """Read every line of every file into dicts, to find what is not settled yet."""
        started = time.perf_counter()
        settled = {(r["signal_id"], r["horizon_hours"]) for r in _records(self.ledger)}
        due = [
            (record["signal_id"], hours)
            for record in _records(self.repo / "state/events/signals")
            for hours in (1, 4, 24)
            if (record["signal_id"], hours) not in settled
        ]
        assert len(due) == 3 * DUE
        return time.perf_counter() - started


def _records(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl")):
        with path.open("rb") as file:
            yield from map(json.loads, file)


def _row(signal_id: str, hours: int) -> bytes:
    return encode_line({"v": 1, "signal_id": signal_id, "horizon_hours": hours, "rest": "." * 560})
