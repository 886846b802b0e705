"""A whole history settled at once: each row as the first look that could know it wrote it.

Looks are the moments at which somebody reconciles. A pair is tried at the first look after it is
ripe, and again as policy says while a price is missing, so what is late here was late then, too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.events.signal import Signal
from bot.ledger import rows as made
from bot.ledger.candles import Series
from bot.ledger.due import Pair, ripe_ms
from bot.ledger.marks import Mark
from bot.ledger.positions import held_hours
from bot.ledger.pricing import FOUND, Ints, locate
from bot.ledger.rows import Paid
from bot.ledger.settle import in_order, legs_of
from bot.ledger.settlements import Settlement
from bot.ledger.signals import received_ms
from bot.ledger.symbols import asset
from bot.ledger.terms import HOUR_MS, Terms
from bot.words.instant import from_ms, render

NEVER = np.iinfo(np.int64).max
UNLISTED = "the prices have no candles of it"
UNPRICED = "no candle prices it"


@dataclass(frozen=True, slots=True)
class Shelf:
    """All candles there are, by symbol as the signals write it; one is missing where none are."""

    venue: str
    series: Mapping[str, Series]


@dataclass(frozen=True, slots=True)
class Looks:
    """The moments at which somebody looks, in order."""

    moments_ms: Ints

    @property
    def last_ms(self) -> int:
        return int(self.moments_ms[-1]) if len(self.moments_ms) else 0

    def first_from(self, moment_ms: int) -> int:
        """Give the first look at or after a moment; NEVER where there is none."""
        place = int(np.searchsorted(self.moments_ms, moment_ms))
        return int(self.moments_ms[place]) if place < len(self.moments_ms) else NEVER

    def each_from(self, moments_ms: Ints) -> Ints:
        padded = np.append(self.moments_ms, NEVER)
        found: Ints = padded[np.searchsorted(self.moments_ms, moments_ms)]
        return found


def settle_all(
    signals: Iterable[Signal], shelf: Shelf, terms: Terms, looks: Looks
) -> tuple[Settlement, ...]:
    """Settle every pair that some look can settle, in order of receipt."""
    by_symbol: dict[str, list[Pair]] = defaultdict(list)
    for signal in signals:
        by_symbol[signal.symbol] += [Pair(signal, horizon) for horizon in terms.horizons]
    every = (
        row
        for symbol, pairs in sorted(by_symbol.items())
        for row in _of_symbol(symbol, pairs, shelf, terms, looks)
    )
    return in_order(every)


def _of_symbol(
    symbol: str, pairs: Sequence[Pair], shelf: Shelf, terms: Terms, looks: Looks
) -> Iterator[Settlement]:
    flat = [pair for pair in pairs if pair.sign == 0]
    staked = [pair for pair in pairs if pair.sign != 0]
    yield from _at_first_look(flat, terms, looks)
    series = shelf.series.get(symbol)
    if series is None:
        reason = f"{shelf.venue}: {UNLISTED}"
        yield from _at_first_look(staked, terms, looks, reason)
    elif staked:
        paid = Paid(shelf.venue, terms.cost(shelf.venue, asset(symbol)))
        yield from _priced(staked, series, paid, terms, looks)


def _at_first_look(
    pairs: Iterable[Pair], terms: Terms, looks: Looks, reason: str = ""
) -> Iterator[Settlement]:
    """Close what needs no price, or can have none, at the first look at which it is ripe."""
    for pair in pairs:
        look = looks.first_from(ripe_ms(received_ms(pair.signal), pair.horizon, terms))
        if look != NEVER:
            yield made.unpriceable(pair, look, reason) if reason else made.recorded(pair, look)


def _priced(
    pairs: Sequence[Pair], series: Series, paid: Paid, terms: Terms, looks: Looks
) -> Iterator[Settlement]:
    both = legs_of(pairs, series, terms, looks.last_ms + series.interval_ms)
    ripe = np.array([ripe_ms(received_ms(one.signal), one.horizon, terms) for one in pairs])
    first = looks.each_from(ripe)
    known = np.where(both.priced, both.exit.time_ms + series.interval_ms, NEVER)
    rows = iter(made.settled(pairs, both, paid, looks.last_ms))
    times = zip(pairs, both.priced.tolist(), first.tolist(), known.tolist(), strict=True)
    written: dict[int, str] = {}
    for pair, is_priced, look, known_ms in times:
        row = next(rows) if is_priced else None
        if look == NEVER:
            continue
        settled_at, found = _tried(look, known_ms, terms, looks)
        if settled_at == NEVER:
            continue
        if row is not None and found:
            text = written.get(settled_at) or render(from_ms(settled_at))
            written[settled_at] = text
            yield row._replace(settled_at=text)
        else:
            yield made.unpriceable(pair, settled_at, f"{paid.venue}: {UNPRICED}")


def _tried(first: int, known_ms: int, terms: Terms, looks: Looks) -> tuple[int, bool]:
    """Try again as policy says; give the look that priced it, or gave it up."""
    look, tries = first, 0
    while look < known_ms:
        tries += 1
        if look - first >= terms.retry.window_ms:
            return look, False
        look = looks.first_from(look + terms.retry.wait_ms(tries))
    return look, look != NEVER


def mark_all(
    signals: Sequence[Signal], shelf: Shelf, terms: Terms, looks: Looks
) -> tuple[Mark, ...]:
    """Mark every hour through which anything was held, as soon as some look can."""
    hours: dict[str, list[int]] = defaultdict(list)
    for name, hour in sorted(held_hours(signals, terms, looks.last_ms)):
        hours[name].append(hour)
    by_asset = {asset(symbol): series for symbol, series in sorted(shelf.series.items())}
    marks = (
        mark
        for name, starts in hours.items()
        if name in by_asset
        for mark in _marks(name, starts, shelf.venue, by_asset[name], terms, looks)
    )
    return tuple(sorted(marks, key=lambda mark: (mark.hour, mark.symbol)))


def _marks(
    name: str, starts: Sequence[int], venue: str, series: Series, terms: Terms, looks: Looks
) -> Iterator[Mark]:
    begin = np.array(starts, dtype=np.int64)
    until = looks.last_ms + series.interval_ms
    first, last = (
        locate(series, moments, until, terms.max_gap_ms) for moments in (begin, begin + HOUR_MS)
    )
    found = (first.state == FOUND) & (last.state == FOUND)
    known = np.where(found, np.maximum(first.time_ms, last.time_ms) + series.interval_ms, NEVER)
    seen_at = looks.each_from(known)
    columns = zip(starts, seen_at.tolist(), first.price.tolist(), last.price.tolist(), strict=True)
    for hour, look, opened, closed in columns:
        if look != NEVER:
            at = render(from_ms(look))
            yield Mark(render(from_ms(hour)), name, venue, opened, closed, at)
