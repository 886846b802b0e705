"""What is due, priced: the venues are asked in their order, each only for what is still left."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.commands.gathering import Desk, Wanted, gather
from bot.ledger.due import Pair
from bot.ledger.marks import Hour, Mark, mark
from bot.ledger.settle import Book, Outcome, begin, in_order, settle_at
from bot.ledger.signals import received_ms
from bot.ledger.terms import HOUR_MS
from bot.ports.venue import Venue


@dataclass(frozen=True, slots=True)
class Priced:
    outcome: Outcome
    marks: tuple[Mark, ...]
    unmarked: frozenset[Hour]


def price(
    pairs: Sequence[Pair], hours: Iterable[Hour], venues: Sequence[Venue], desk: Desk
) -> Priced:
    outcome, unmarked = begin(pairs, desk.now_ms), frozenset(hours)
    marks: dict[Hour, Mark] = {}
    for venue in venues:
        fresh = _fresh(unmarked, desk)
        asked = [left.pair for left in outcome.left]
        book = gather(venue, desk.terms.interval_ms, _wanted(asked, fresh), desk)
        outcome = settle_at(book, outcome, desk.terms, desk.now_ms)
        marks |= _marks(book, fresh, desk)
        marks |= _old_marks(venue, unmarked - fresh, desk)
        unmarked -= marks.keys()
    ordered = sorted(marks.values(), key=lambda mark: (mark.hour, mark.symbol))
    return Priced(Outcome(in_order(outcome.rows), outcome.left), tuple(ordered), unmarked)


def _fresh(hours: Iterable[Hour], desk: Desk) -> frozenset[Hour]:
    """Name the hours whose end no closed hourly candle tells yet: only shorter candles do."""
    if desk.terms.interval_ms == HOUR_MS:
        return frozenset(hours)
    return frozenset(hour for hour in hours if hour[1] + 2 * HOUR_MS > desk.now_ms)


def _old_marks(venue: Venue, hours: frozenset[Hour], desk: Desk) -> dict[Hour, Mark]:
    """Mark from hourly candles, sixty times fewer; from short ones where a venue has no others."""
    book = gather(venue, HOUR_MS, _wanted((), hours), desk)
    without = frozenset(hour for hour in hours if _is_unlisted(book, hour[0]))
    short = gather(venue, desk.terms.interval_ms, _wanted((), without), desk)
    return _marks(book, hours, desk) | _marks(short, without, desk)


def _is_unlisted(book: Book, asset: str) -> bool:
    return asset in book.refusals and book.refusals[asset].final


def _marks(book: Book, hours: Iterable[Hour], desk: Desk) -> dict[Hour, Mark]:
    marks: dict[Hour, Mark] = {}
    for asset, starts in _by_asset(hours).items():
        if asset in book.series:
            series = book.series[asset]
            marks |= mark(asset, starts, book.venue, series, desk.terms, desk.now_ms)
    return marks


def _wanted(pairs: Iterable[Pair], hours: Iterable[Hour]) -> dict[str, Wanted]:
    legs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for pair in pairs:
        legs[pair.signal.symbol].append((received_ms(pair.signal), pair.horizon * HOUR_MS))
    ends = {
        asset: sorted({moment for start in starts for moment in (start, start + HOUR_MS)})
        for asset, starts in _by_asset(hours).items()
    }
    names = dict.fromkeys((*legs, *ends))
    return {name: _columns(legs.get(name, ()), ends.get(name, ())) for name in names}


def _columns(legs: Sequence[tuple[int, int]], alone: Sequence[int]) -> Wanted:
    starts, horizons = np.array(legs, dtype=np.int64).reshape(-1, 2).T
    return Wanted(starts, horizons, np.array(alone, dtype=np.int64))


def _by_asset(hours: Iterable[Hour]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for asset, start in sorted(hours):
        groups[asset].append(start)
    return groups
