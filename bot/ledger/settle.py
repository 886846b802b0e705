"""Settlements of due pairs, from the candles of one venue after the other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from bot.ledger.candles import Series
from bot.ledger.due import Pair
from bot.ledger.pricing import FOUND, GAP, Legs, legs
from bot.ledger.rows import Paid, recorded, settled
from bot.ledger.settlements import Settlement
from bot.ledger.signals import received_ms
from bot.ledger.symbols import asset
from bot.ledger.terms import HOUR_MS, MINUTE_MS, Terms


class Refusal(NamedTuple):
    """Why a venue gives no candles for a symbol; final where it does not list it."""

    reason: str
    final: bool


NOT_ASKED = Refusal("was not asked", final=False)


@dataclass(frozen=True, slots=True)
class Book:
    """What one venue has said, by symbol as the signals write it; both where it broke off."""

    venue: str
    series: Mapping[str, Series] = field(default_factory=dict)
    refusals: Mapping[str, Refusal] = field(default_factory=dict)


class Left(NamedTuple):
    """A pair without a price: what each venue said, and whether asking again is of no use."""

    pair: Pair
    reasons: tuple[str, ...] = ()
    final: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    rows: tuple[Settlement, ...]
    left: tuple[Left, ...]


def settle(pairs: Sequence[Pair], books: Iterable[Book], terms: Terms, now_ms: int) -> Outcome:
    """Price each pair at the first venue that gives both its legs."""
    outcome = begin(pairs, now_ms)
    for book in books:
        outcome = settle_at(book, outcome, terms, now_ms)
    return Outcome(in_order(outcome.rows), outcome.left)


def begin(pairs: Sequence[Pair], now_ms: int) -> Outcome:
    """Record what is FLAT; everything else is left to the venues."""
    rows = [recorded(pair, now_ms) for pair in pairs if pair.sign == 0]
    return Outcome(tuple(rows), tuple(Left(pair) for pair in pairs if pair.sign != 0))


def settle_at(book: Book, before: Outcome, terms: Terms, now_ms: int) -> Outcome:
    """Add what one venue can price of what is left."""
    rows, left = list(before.rows), []
    for symbol, group in _by_symbol(before.left).items():
        series = book.series.get(symbol)
        if series is None:
            refusal = book.refusals.get(symbol, NOT_ASKED)
            left += [_still(one, book.venue, refusal) for one in group]
            continue
        both = legs_of([one.pair for one in group], series, terms, now_ms)
        paid = Paid(book.venue, terms.cost(book.venue, asset(symbol)))
        rows += settled([one.pair for one in group], both, paid, now_ms)
        left += _unpriced(group, both, book, terms)
    return Outcome(tuple(rows), tuple(left))


def legs_of(pairs: Sequence[Pair], series: Series, terms: Terms, now_ms: int) -> Legs:
    received = np.array([received_ms(pair.signal) for pair in pairs], dtype=np.int64)
    horizons = np.array([pair.horizon * HOUR_MS for pair in pairs], dtype=np.int64)
    return legs(series, received, horizons, now_ms, terms.max_gap_ms)


def in_order(rows: Iterable[Settlement]) -> tuple[Settlement, ...]:
    return tuple(sorted(rows, key=lambda row: (row.received_at, *row.key, row.price_version)))


def _by_symbol(left: Iterable[Left]) -> dict[str, list[Left]]:
    groups: dict[str, list[Left]] = defaultdict(list)
    for one in left:
        groups[_symbol(one)].append(one)
    return groups


def _symbol(one: Left) -> str:
    return one.pair.signal.symbol


def _unpriced(group: Sequence[Left], both: Legs, book: Book, terms: Terms) -> list[Left]:
    states = zip(group, both.entry.state.tolist(), both.exit.state.tolist(), strict=True)
    return [
        _still(one, book.venue, _why(entry, exit_, book.refusals.get(_symbol(one)), terms))
        for one, entry, exit_ in states
        if not entry == exit_ == FOUND
    ]


def _why(entry: int, exit_: int, refused: Refusal | None, terms: Terms) -> Refusal:
    leg = "entry" if entry != FOUND else "exit"
    if (entry if leg == "entry" else exit_) == GAP:
        gap = terms.max_gap_ms // MINUTE_MS
        return Refusal(f"no candle within {gap} minutes of the {leg}", final=False)
    said = f" ({refused.reason})" if refused else ""
    return Refusal(f"the candles of the {leg} are not known{said}", final=False)


def _still(one: Left, venue: str, refusal: Refusal) -> Left:
    said = f"{venue}: {refusal.reason}"
    return Left(one.pair, (*one.reasons, said), one.final and refusal.final)
