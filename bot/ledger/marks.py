"""Marks: what an asset did in one hour of the clock, both prices of one venue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
from pydantic import TypeAdapter

from bot.ledger.candles import Series
from bot.ledger.fields import Instant, Price, Whole
from bot.ledger.pricing import FOUND, locate
from bot.ledger.reading import VERSION, read_lines
from bot.ledger.terms import HOUR_MS, Terms
from bot.words.canonical import Json
from bot.words.instant import from_ms, parse, render, to_ms

MARKS = "state/ledger/marks/"

Hour: TypeAlias = tuple[str, int]  # asset, start of the hour in ms


@dataclass(frozen=True, slots=True)
class Mark:
    """`open` is the price at the start of the hour, `close` the one at the start of the next.

    `marked_at` is when both were known.
    """

    hour: Instant
    symbol: str
    venue: str
    open: Price
    close: Price
    marked_at: Instant
    price_version: Whole = 1
    v: int = VERSION

    @property
    def key(self) -> Hour:
        return self.symbol, to_ms(parse(self.hour))

    def wire(self) -> dict[str, Json]:
        return {name: getattr(self, name) for name in NAMES}


NAMES = tuple(field.name for field in fields(Mark))


def path_of(mark: Mark) -> str:
    return path_of_day(mark.hour[:10])


def path_of_day(day: str) -> str:
    return f"{MARKS}{day}.jsonl"


def from_wire(record: Mapping[str, Json]) -> Mark:
    return Mark(**record)  # type: ignore[arg-type]


ADAPTER: TypeAdapter[Mark] = TypeAdapter(Mark)


def read(lines: Iterable[bytes], path: str) -> list[Mark]:
    return read_lines(lines, path, "mark", ADAPTER)


def counting(marks: Iterable[Mark]) -> dict[Hour, Mark]:
    newest: dict[Hour, Mark] = {}
    for mark in sorted(marks, key=lambda mark: mark.price_version):
        newest[mark.key] = mark
    return newest


def mark(
    asset: str, hours_ms: Sequence[int], venue: str, series: Series, terms: Terms, now_ms: int
) -> dict[Hour, Mark]:
    """Mark the hours that the candles price at both ends; a late start does not move the end."""
    starts = np.array(hours_ms, dtype=np.int64)
    first, last = (
        locate(series, moments, now_ms, terms.max_gap_ms) for moments in (starts, starts + HOUR_MS)
    )
    both = (first.state == FOUND) & (last.state == FOUND)
    known_at = render(from_ms(now_ms))
    prices = zip(hours_ms, both, first.price.tolist(), last.price.tolist(), strict=True)
    return {
        (asset, hour): Mark(render(from_ms(hour)), asset, venue, opened, closed, known_at)
        for hour, priced, opened, closed in prices
        if priced
    }
