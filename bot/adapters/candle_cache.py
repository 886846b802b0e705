"""Closed candles on disk: one file for a market and UTC day, written whole or not at all.

What is known stays: a candle that contradicts it is reported, and replaces it only on `recheck`.
A file that cannot be read counts as absent and is written anew; it can be asked for again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TypeAlias
from urllib.parse import quote

from bot.adapters.day_file import decode, encode
from bot.adapters.files import locked, write_whole
from bot.ledger.candles import Candle, Series, Span, clip, join_spans, series_of
from bot.words.instant import DAY, MILLISECOND, day_of, from_ms, render
from bot.words.problem import Problem

Contradiction: TypeAlias = tuple[int, Candle | None, Candle | None]  # when, what was, what is

DAY_MS = DAY // MILLISECOND
SUFFIX = ".candles"


class CandleFolder:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = Lock()

    def load(self, venue: str, market: str, interval_ms: int, start_ms: int, end_ms: int) -> Series:
        """Read the days that the window touches, and no other."""
        folder = self._folder(venue, market, interval_ms)
        series = Series(interval_ms)
        spans: list[Span] = []
        for day_ms in _days(start_ms, end_ms):
            day = clip(_read(folder, day_ms, interval_ms), start_ms, end_ms)
            spans += day.covered
            _extend(series, day)
        return replace(series, covered=join_spans(spans))

    def store(
        self,
        venue: str,
        market: str,
        interval_ms: int,
        candles: Sequence[Candle],
        covered: Span,
        *,
        recheck: bool = False,
    ) -> tuple[Problem, ...]:
        """Add closed candles of a covered span; return what contradicts what was known."""
        folder = self._folder(venue, market, interval_ms)
        problems: list[Problem] = []
        with self._lock, locked(self._root / ".lock"):
            for day_ms in _days(*covered):
                span = max(covered[0], day_ms), min(covered[1], day_ms + DAY_MS)
                new = {c.open_time_ms: c for c in candles if span[0] <= c.open_time_ms < span[1]}
                old = _read(folder, day_ms, interval_ms)
                merged, told = _merge(old, new, span, recheck=recheck)
                if merged != old:
                    write_whole(_path(folder, day_ms), encode(merged))
                where = f"{venue} {market}"
                problems += (_problem(where, one, recheck=recheck) for one in told)
        return tuple(problems)

    def prune(self, before: datetime) -> int:
        """Remove the files of days that ended before an instant; return how many."""
        last_day = day_of(before)
        old = [path for path in self._root.glob(f"*/*/*/*{SUFFIX}") if path.stem < last_day]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _folder(self, venue: str, market: str, interval_ms: int) -> Path:
        # The dash keeps names such as `..` from being a place.
        return self._root / f"-{_safe(venue)}" / f"-{_safe(market)}" / str(interval_ms)


def _extend(series: Series, day: Series) -> None:
    series.times.extend(day.times)
    series.opens.extend(day.opens)
    series.highs.extend(day.highs)
    series.lows.extend(day.lows)
    series.closes.extend(day.closes)


def _safe(name: str) -> str:
    return quote(name, safe="")


def _days(start_ms: int, end_ms: int) -> Iterable[int]:
    return range(start_ms - start_ms % DAY_MS, end_ms, DAY_MS)


def _path(folder: Path, day_ms: int) -> Path:
    return folder / f"{day_of(from_ms(day_ms))}{SUFFIX}"


def _read(folder: Path, day_ms: int, interval_ms: int) -> Series:
    try:
        day = decode(_path(folder, day_ms).read_bytes())
    except FileNotFoundError:
        day = None
    if day is None or day.interval_ms != interval_ms:
        return Series(interval_ms)
    return day


def _merge(
    old: Series, new: Mapping[int, Candle], span: Span, *, recheck: bool
) -> tuple[Series, list[Contradiction]]:
    """Join what a day holds with an answer about a span of it."""
    known = {candle.open_time_ms: candle for candle in old}
    moments = sorted(t for t in known.keys() | new.keys() if span[0] <= t < span[1])
    differing = [t for t in moments if known.get(t) != new.get(t) and _covers(old, t)]
    told = [(t, known.get(t), new.get(t)) for t in differing]
    stays = () if recheck else set(differing)
    for moment in moments:
        if moment not in stays:
            known.pop(moment, None)
            known.update({moment: new[moment]} if moment in new else {})
    return series_of(old.interval_ms, known.values(), [*old.covered, span]), told


def _covers(series: Series, moment: int) -> bool:
    return any(start <= moment < end for start, end in series.covered)


def _problem(where: str, contradiction: Contradiction, *, recheck: bool) -> Problem:
    moment, was, now = contradiction
    reason = f"was {_words(was)} and is now {_words(now)}"
    kept = "corrected" if recheck else "the first stays until a recheck"
    return Problem(where, None, render(from_ms(moment)), "", f"{reason}; {kept}")


def _words(candle: Candle | None) -> str:
    if candle is None:
        return "without a trade"
    return f"open {candle.open} high {candle.high} low {candle.low} close {candle.close}"
