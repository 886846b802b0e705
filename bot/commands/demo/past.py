"""The bundled fleet's life as a past: what its agents wrote, and the candles of its market."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.commands.demo.diary import life, lines
from bot.commands.demo.fleet import FLEET
from bot.commands.demo.market import STEP, Market, make_market
from bot.ledger.candles import Series
from bot.ledger.hindsight import Shelf
from bot.ports.past import Line, Shelved
from bot.words.canonical import Json, encode_line
from bot.words.instant import render, to_ms
from bot.words.strict_json import parse_object

VENUE = "bundled"


@dataclass(frozen=True, slots=True)
class BundledPast:
    market: Market
    written: Sequence[dict[str, Json]]

    def signals(self) -> Iterator[Line]:
        return (_line(one) for one in self.written if "direction" in one)

    def telemetry(self) -> Iterator[Line]:
        return (_line(one) for one in self.written if "latency_ms" in one)

    def refused(self) -> Iterator[Line]:
        return iter(())

    def candles(self, symbols: Iterable[str], interval_ms: int) -> Shelved:
        del interval_ms
        series = {
            name: _series(self.market, name) for name in set(symbols) & set(self.market.opens)
        }
        return Shelved(Shelf(VENUE, series), _ms())


def bundled_past(seed: int, start: datetime, days: int) -> BundledPast:
    """Draw it from a seed; garbage that the agents wrote would be in quarantine."""
    market = make_market(seed, start, days)
    written = [
        one
        for who in FLEET
        for at, data in lines(who, life(who, market, days, seed), market, seed)
        for one in _sound(at, data)
    ]
    return BundledPast(market, written)


def _sound(at: datetime, data: bytes) -> Iterator[dict[str, Json]]:
    try:
        found = parse_object(data)
    except ValueError:
        return
    if "run_id" in found:
        received: dict[str, Json] = {"received_at": render(at)} if "direction" in found else {}
        yield {**found, **received}


def _line(one: dict[str, Json]) -> Line:
    return Line(VENUE, 0, encode_line(one).removesuffix(b"\n"))


def _ms() -> int:
    return STEP.seconds * 1000


def _series(market: Market, symbol: str) -> Series:
    prices = [float(one) for one in market.opens[symbol]]
    both = list(pairwise(prices))
    first, count = to_ms(market.start), len(both)
    return Series(
        _ms(),
        ((first, first + count * _ms()),),
        array("q", range(first, first + count * _ms(), _ms())),
        array("d", [opened for opened, _ in both]),
        array("d", map(max, both)),
        array("d", map(min, both)),
        array("d", [closed for _, closed in both]),
    )
