"""Folders of a past: events as JSONL, candles as SYMBOL_INTERVAL.csv or .parquet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.adapters.venues.candle_file import CandleFile, read_candle_file
from bot.adapters.venues.files import Files, index
from bot.adapters.venues.intervals import MS, NAMES
from bot.adapters.venues.markets import candidates
from bot.errors import CannotRead, Refused
from bot.ledger.candles import Series, cut_spans
from bot.ledger.hindsight import Shelf
from bot.policy.prices import Prices, Venue
from bot.ports.past import Line, Shelved

SIGNALS, TELEMETRY, QUARANTINE = "signals", "telemetry", "quarantine"


@dataclass(frozen=True, slots=True)
class PastFolders:
    events: Path
    prices: Path
    terms: Prices

    def signals(self) -> Iterator[Line]:
        return _lines(self.events, SIGNALS)

    def telemetry(self) -> Iterator[Line]:
        return _lines(self.events, TELEMETRY)

    def refused(self) -> Iterator[Line]:
        return _lines(self.events, QUARANTINE)

    def candles(self, symbols: Iterable[str], interval_ms: int) -> Shelved:
        spec = next((one for one in self.terms.venues if one.kind == Files.kind), None)
        spec = spec or Venue(name=Files.kind, kind=Files.kind, path=".")
        names = partial(candidates, spec=spec, prices=self.terms)
        found = index(_folder(self.prices))
        used = _interval({interval for _, interval in found}, interval_ms)
        venue = Files(spec.name, self.prices, names, 0)
        files: dict[Path, CandleFile] = {}
        series: dict[str, Series] = {}
        for symbol in sorted(set(symbols)):
            markets = (found.get((market, NAMES[used])) for market in venue.market(symbol))
            path = next((one for one in markets if one is not None), None)
            if path is not None:
                if path not in files:
                    files[path] = read_candle_file(path, used)
                series[symbol] = _known(files[path])
        problems = tuple(one for file in files.values() for one in file.problems)
        return Shelved(Shelf(spec.name, series), used, problems)


@dataclass(frozen=True, slots=True)
class OutFolder:
    path: Path

    @property
    def name(self) -> str:
        return str(self.path)

    def write(self, name: str, lines: Iterable[bytes]) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with (self.path / name).open("wb") as file:
                file.writelines(lines)
        except OSError as error:
            raise Refused(f"Cannot write {self.path / name}: {error.strerror}.") from None


def _known(file: CandleFile) -> Series:
    series = file.series
    covered = cut_spans(series.covered, file.holes)
    return Series(
        series.interval_ms,
        covered,
        series.times,
        series.opens,
        series.highs,
        series.lows,
        series.closes,
    )


def _interval(found: set[str], wanted_ms: int) -> int:
    known = sorted(MS[name] for name in found if name in MS)
    return wanted_ms if wanted_ms in known or not known else known[0]


def _lines(events: Path, kind: str) -> Iterator[Line]:
    """Read a folder's files in order of their names; one that is not there holds nothing."""
    for path in sorted((_folder(events) / kind).glob("*.jsonl")):
        try:
            with path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    yield Line(f"{kind}/{path.name}", number, line.removesuffix(b"\n"))
        except OSError as error:
            raise CannotRead(str(path), str(error.strerror)) from None


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise CannotRead(str(path), "there is no such folder")
    return path
