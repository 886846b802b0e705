"""One file of candles, CSV or Parquet, read row by row; bad rows are problems with their line."""

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from bot.errors import CannotRead
from bot.ledger.candles import Candle, Series, Span, join_spans, series_of
from bot.ledger.validity import fault
from bot.words.instant import to_ms
from bot.words.problem import Problem

Row: TypeAlias = tuple[int, Sequence[object]]  # its line, its fields

FIELDS = ("open_time", "open", "high", "low", "close")
TIMES = ("open_time", "opentime", "time", "timestamp", "date")
MOST_PROBLEMS = 100
# Seconds, milliseconds and microseconds of the years 1973 to 5138 cannot be mistaken.
SECONDS, MILLISECONDS, MICROSECONDS = 10**8, 10**11, 10**14


@dataclass(frozen=True, slots=True)
class CandleFile:
    series: Series
    holes: tuple[Span, ...]
    problems: tuple[Problem, ...]


def read_candle_file(path: Path, interval_ms: int) -> CandleFile:
    """Read a whole file; CannotRead where it is none."""
    try:
        rows = _parquet(path) if path.suffix == ".parquet" else _csv(path)
        return _Reading(path.name, interval_ms).of(rows)
    except (OSError, csv.Error) as error:
        raise CannotRead(str(path), str(error)) from None


def time_ms(value: object) -> int | None:
    """Read an open time in s, ms or µs since 1970, or a timestamp; None where it is none."""
    if isinstance(value, datetime):
        return to_ms(value if value.tzinfo else value.replace(tzinfo=UTC))
    text = str(value).strip()
    if not (text.isascii() and text.isdigit()):
        return None
    count = int(text[:20])
    if SECONDS <= count < MILLISECONDS:
        return count * 1000
    if MILLISECONDS <= count < MICROSECONDS:
        return count
    return count // 1000 if MICROSECONDS <= count < MICROSECONDS * 1000 else None


class _Reading:
    def __init__(self, name: str, interval_ms: int) -> None:
        self._name, self._interval = name, interval_ms
        self._candles: dict[int, Candle] = {}
        self._spoilt: set[int] = set()
        self._holes: list[Span] = []
        self._problems: list[Problem] = []

    def of(self, rows: Iterable[Row]) -> CandleFile:
        last_ms, lost = 0, False
        for line, row in rows:
            opened = time_ms(row[0]) if len(row) >= len(FIELDS) else None
            if opened is None:
                self._problem(line, "open_time", row, "has no open time and four prices")
                lost = True
                continue
            if lost:  # the lost row stood somewhere between its neighbours
                self._holes.append((last_ms + self._interval, opened))
            last_ms, lost = opened, False
            self._take(line, Candle(opened, *map(_price, row[1:5])), row)
        return self._done()

    def _take(self, line: int, candle: Candle, row: Sequence[object]) -> None:
        bad = fault(candle, self._interval)
        known = self._candles.setdefault(candle.open_time_ms, candle)
        if bad:
            self._spoilt.add(candle.open_time_ms)
            self._problem(line, bad[0].removesuffix("_ms"), row, bad[1])
        elif known != candle:
            self._spoilt.add(candle.open_time_ms)
            self._problem(line, "open_time", row, "is there twice with different prices")

    def _problem(self, line: int, field: str, row: Sequence[object], reason: str) -> None:
        at = FIELDS.index(field) if field in FIELDS else 0
        value = str(row[at]) if at < len(row) else ""
        self._problems.append(Problem(self._name, line, field, value, reason))

    def _done(self) -> CandleFile:
        step = self._interval
        covered = [(min(self._candles), max(self._candles) + step)] if self._candles else []
        for moment in self._spoilt:
            self._holes.append((moment - moment % step, moment - moment % step + step))
            del self._candles[moment]
        series = series_of(step, self._candles.values(), covered)
        return CandleFile(series, join_spans(self._holes), self._told())

    def _told(self) -> tuple[Problem, ...]:
        more = len(self._problems) - MOST_PROBLEMS
        told = tuple(self._problems[:MOST_PROBLEMS])
        if more <= 0:
            return told
        return (
            *told,
            Problem(self._name, None, "", str(more), "has more rows that cannot be used"),
        )


def _price(value: object) -> float:
    if isinstance(value, str) and ("_" in value or not value.isascii()):
        return math.nan
    try:
        return float(str(value))
    except ValueError:
        return math.nan


def _csv(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        first = next(rows, None)
        if first is None:
            return
        if time_ms(first[0]) is not None if first else False:
            yield 1, first
            order = tuple(range(len(FIELDS)))
        else:
            order = _order(path, first)
        for row in rows:
            if row:
                yield rows.line_num, [row[i] for i in order if i < len(row)]


def _parquet(path: Path) -> Iterator[Row]:
    try:
        import duckdb  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise CannotRead(
            str(path),
            "reading Parquet needs the parquet extra; run `pip install governor[parquet]`",
        ) from None
    try:
        with duckdb.connect() as database:
            found = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
            order = _order(path, [column[0] for column in found.description or ()])
            for line, row in enumerate(found.fetchall(), 1):
                yield line, [row[i] for i in order]
    except duckdb.Error as error:
        raise CannotRead(str(path), str(error).splitlines()[0]) from None


def _order(path: Path, header: Sequence[str]) -> tuple[int, ...]:
    """Find the five columns by their names."""
    names = [name.strip().lower().replace(" ", "_") for name in header]
    time = next((name for name in TIMES if name in names), "")
    wanted = (time, *FIELDS[1:])
    missing = [field for field, name in zip(FIELDS, wanted, strict=True) if name not in names]
    if missing:
        raise CannotRead(str(path), f"its columns lack {', '.join(missing)}")
    return tuple(names.index(name) for name in wanted)
