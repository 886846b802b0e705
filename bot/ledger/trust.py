"""Whether a ledger that others settled is what these signals would have been settled to be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from bot.events.signal import Signal
from bot.ledger.settlements import Settlement, Status
from bot.ledger.terms import HOUR_MS, MINUTE_MS, Terms
from bot.words.instant import parse, render, to_ms

PRICED = ("entry_at", "exit_at", "entry_price", "exit_price", "gross_bps", "net_bps")


def doubt(
    rows: Sequence[Settlement], signals: Iterable[Signal], terms: Terms, until_ms: int
) -> str:
    """Say why the rows known at `until_ms` cannot stand for these signals; empty where they can.

    Rows of signals that came before the first of these are of another time, and not looked at.
    """
    known = {one.signal_id: one for one in signals}
    begin = min((to_ms(one.received_at) for one in known.values()), default=until_ms)
    at_hand = [one for one in rows if _ms(one.received_at) >= begin]
    found = chain(
        _twice(at_hand),
        _foreign(at_hand, known),
        _odd(at_hand),
        _missing(at_hand, known, terms, until_ms),
    )
    return next(found, "")


def _twice(rows: Sequence[Settlement]) -> Iterator[str]:
    seen: set[tuple[str, int, int]] = set()
    for row in rows:
        key = (*row.key, row.price_version)
        if key in seen:
            yield f"{_name(row)} is there twice, with other words, as version {row.price_version}"
        seen.add(key)


def _foreign(rows: Sequence[Settlement], known: Mapping[str, Signal]) -> Iterator[str]:
    for row in rows:
        signal = known.get(row.signal_id)
        if signal is None:
            yield f"{_name(row)} is of no signal among the events"
        elif _said(row) != _meant(signal):
            yield f"{_name(row)} says otherwise than its signal whose it is"


def _said(row: Settlement) -> tuple[object, ...]:
    return row.agent, row.symbol, row.direction, row.fingerprint, row.received_at


def _meant(one: Signal) -> tuple[object, ...]:
    return one.agent, one.symbol, one.direction, one.fingerprint, render(one.received_at)


def _odd(rows: Sequence[Settlement]) -> Iterator[str]:
    for row in rows:
        if row.status != Status.SETTLED:
            continue
        lacking = [name for name in PRICED if getattr(row, name) is None]
        if lacking:
            yield f"{_name(row)} is settled without {lacking[0]}"
        elif _looks_ahead(row):
            yield f"{_name(row)} was priced by what was not yet known at that time"


def _looks_ahead(row: Settlement) -> bool:
    """Ask of each price whether its candle had closed: that takes a minute at the least."""
    entry, leaving = _ms(row.entry_at or ""), _ms(row.exit_at or "")
    return (
        entry < _ms(row.received_at)
        or leaving < entry + row.horizon_hours * HOUR_MS
        or _ms(row.settled_at) < leaving + MINUTE_MS
    )


def _missing(
    rows: Sequence[Settlement], known: Mapping[str, Signal], terms: Terms, until_ms: int
) -> Iterator[str]:
    """Name a signal that must have been given up by now, were there no price for it."""
    settled = {row.key for row in rows}
    horizons = [one for one in terms.horizons if any(row.horizon_hours == one for row in rows)]
    patience = terms.retry.window_ms + terms.retry.longest_ms + HOUR_MS
    for one in known.values():
        for horizon in horizons:
            late = to_ms(one.received_at) + horizon * HOUR_MS + patience
            if late <= until_ms and (one.signal_id, horizon) not in settled:
                yield f"signal {one.signal_id[:12]} of {one.agent} lacks its {horizon} h"


def _name(row: Settlement) -> str:
    return f"signal {row.signal_id[:12]} of {row.agent} at {row.horizon_hours} h"


def _ms(text: str) -> int:
    return to_ms(parse(text))
