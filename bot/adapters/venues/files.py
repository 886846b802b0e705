"""A folder of candles as a venue: SYMBOL_INTERVAL.csv or .parquet, for work without a network."""

import re
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import ClassVar

from bot.adapters.venues.candle_file import CandleFile, read_candle_file
from bot.adapters.venues.intervals import NAMES
from bot.adapters.venues.rows import longest
from bot.errors import CannotRead
from bot.ledger.candles import clip, cut_spans
from bot.ports.venue import Answer, CandleRequest, Candles, NotListed, Unavailable

FILE = re.compile(r"(?P<symbol>.+)_(?P<interval>[0-9]+[mhd])\.(csv|parquet)")
SEPARATORS = re.compile(r"[-_/: ]")


class Files:
    kind: ClassVar[str] = "files"
    row_limit: ClassVar[int] = 100_000

    def __init__(
        self, name: str, folder: Path, names: Callable[[str], tuple[str, ...]], now_ms: int
    ) -> None:
        self.name = name
        self._folder, self._names, self._now_ms = folder, names, now_ms
        self._read: dict[Path, CandleFile] = {}
        self._lock = Lock()

    def market(self, symbol: str) -> tuple[str, ...]:
        """Name the files' symbols; all candidates where there is no file, for the reason's sake."""
        bare = _bare(symbol)
        wanted = dict.fromkeys(_bare(name) for name in (*self._names(symbol), symbol) if bare)
        there = {market for market, _ in index(self._folder)}
        return tuple(name for name in wanted if name in there) or tuple(wanted)

    def candles(self, request: CandleRequest) -> Answer:
        interval = NAMES.get(request.interval_ms, "")
        path = index(self._folder).get((_bare(request.market), interval))
        if path is None:
            wanted = f"{request.market}_{interval or f'{request.interval_ms}ms'}"
            return NotListed(f"{self._folder} has no {wanted}.csv or .parquet")
        try:
            file, fresh = self._open(path, request.interval_ms)
        except CannotRead as error:
            return Unavailable(str(error))
        return _cut(file, request, self._now_ms, fresh=fresh)

    def _open(self, path: Path, interval_ms: int) -> tuple[CandleFile, bool]:
        with self._lock:
            fresh = path not in self._read
            if fresh:
                self._read[path] = read_candle_file(path, interval_ms)
            return self._read[path], fresh


def index(folder: Path) -> dict[tuple[str, str], Path]:
    """List a folder by market and interval; where a market is there twice, the CSV counts."""
    found: dict[tuple[str, str], Path] = {}
    for path in sorted(folder.glob("*_*.*"), reverse=True):
        match = FILE.fullmatch(path.name)
        if match:
            found[_bare(match["symbol"]), match["interval"]] = path
    return found


def _bare(symbol: str) -> str:
    return SEPARATORS.sub("", symbol).upper()


def _cut(file: CandleFile, request: CandleRequest, now_ms: int, *, fresh: bool) -> Candles:
    """Answer from a file; what it does not hold before its start and after its end is unknown."""
    series, step = file.series, request.interval_ms
    end_ms = min(request.end_ms, now_ms - now_ms % step)
    clipped = ((max(start, request.start_ms), min(end, end_ms)) for start, end in series.covered)
    start, end = longest(cut_spans(clipped, file.holes), request.start_ms)
    candles = tuple(clip(series, start, end))
    return Candles(candles, (start, end), file.problems if fresh else (), 0)
