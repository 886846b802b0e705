"""How far reconciliation has come, so that a run reads only what can still change.

`complete_through` is the last day of signals in which every pair is closed or listed here under
`unresolved`. Older partitions are read again only for a listed pair that is due for another try.
`overdue` are days that wait only for hourly marks, since when; `barred` are venues that asked to
be left alone, until when. `revision` and `late` say what came late (bot.ledger.late), and
`settled_afar` which older partitions hold settlements of a day.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field

from bot.ledger import signals
from bot.ledger.due import Pair
from bot.ledger.rows import unpriceable
from bot.ledger.settle import Left
from bot.ledger.settlements import Key, Settlement
from bot.ledger.terms import DAY_MS, HOUR_MS, Retry, Terms
from bot.state.documents import Document, Moment, Part, StateFile
from bot.words.instant import day_of, from_ms, parse, render, to_ms

UNLISTED_MS = DAY_MS

Pending = Annotated[str, Field(pattern="^.+/[1-9][0-9]{0,3}$")]
Revision = Annotated[str, Field(pattern="^[1-9][0-9]{0,15}$")]


class Try(Part):
    """A pair that could not be priced yet."""

    day: str
    tries: int
    since: Moment
    next_at: Moment
    reason: str


class Progress(Document):
    complete_through: str = ""
    unresolved: dict[Pending, Try] = Field(default_factory=dict)
    unlisted: dict[str, Moment] = Field(default_factory=dict)
    overdue: dict[str, Moment] = Field(default_factory=dict)
    barred: dict[str, Moment] = Field(default_factory=dict)
    revision: int = Field(default=0, ge=0)
    late: dict[Revision, Moment] = Field(default_factory=dict)
    settled_afar: dict[str, list[str]] = Field(default_factory=dict)


RECONCILE = StateFile("state/reconcile.json", "reconcile", "How far settlement has come", Progress)


def name_of(key: Key) -> str:
    return f"{key[0]}/{key[1]}"


def retries(progress: Progress) -> dict[Key, int]:
    return {_key(name): to_ms(parse(one.next_at)) for name, one in progress.unresolved.items()}


def _key(name: str) -> Key:
    signal_id, _, horizon = name.rpartition("/")
    return signal_id, int(horizon)


def days_after(day: str, now_ms: int) -> tuple[str, ...]:
    """Name the days after one, up to tomorrow: clocks may differ."""
    first = to_ms(parse(f"{day}T00:00:00Z")) + DAY_MS
    return tuple(day_of(from_ms(start)) for start in range(first, now_ms + DAY_MS + 1, DAY_MS))


def revisited_days(progress: Progress, now_ms: int) -> tuple[str, ...]:
    """Name the complete partitions with a pair that is due for another try."""
    days = {one.day for one in progress.unresolved.values() if to_ms(parse(one.next_at)) <= now_ms}
    return tuple(sorted(day for day in days if day <= progress.complete_through))


def tried(
    left: Iterable[Left], progress: Progress, retry: Retry, now_ms: int
) -> tuple[list[Settlement], dict[str, Try]]:
    """Part what stays unpriced into rows of what is given up, and what is tried again."""
    rows: list[Settlement] = []
    again: dict[str, Try] = {}
    for one in left:
        name, reason = name_of(one.pair.key), "; ".join(one.reasons)
        next_try = _next(one.pair, progress.unresolved.get(name), reason, (retry, now_ms))
        if one.final or parse(next_try.since) <= from_ms(now_ms - retry.window_ms):
            rows.append(unpriceable(one.pair, now_ms, reason))
        else:
            again[name] = next_try
    return rows, again


def _next(pair: Pair, last: Try | None, reason: str, when: tuple[Retry, int]) -> Try:
    retry, now_ms = when
    tries = 1 if last is None else last.tries + 1
    now = render(from_ms(now_ms))
    return Try(
        day=signals.day(pair.signal),
        tries=tries,
        since=now if last is None else last.since,
        next_at=render(from_ms(now_ms + retry.wait_ms(tries))),
        reason=reason,
    )


def ripe(day: str, terms: Terms, now_ms: int) -> bool:
    """Tell whether nothing more is to be expected of a day: each horizon is over, and some."""
    end_ms = to_ms(parse(f"{day}T00:00:00Z")) + DAY_MS
    return end_ms + max(terms.horizons) * HOUR_MS + terms.late_ms <= now_ms


def expired(progress: Progress, now_ms: int) -> tuple[str, ...]:
    """Name the markets that may be asked for again, although they were once not listed."""
    now = render(from_ms(now_ms))
    return tuple(market for market, until in progress.unlisted.items() if until <= now)


def still_unlisted(progress: Progress, now_ms: int) -> set[str]:
    return set(progress.unlisted) - set(expired(progress, now_ms))


def unlisted_until(markets: Iterable[str], now_ms: int) -> Mapping[str, str]:
    return dict.fromkeys(sorted(markets), render(from_ms(now_ms + UNLISTED_MS)))


def still_barred(progress: Progress, now_ms: int) -> dict[str, str]:
    now = render(from_ms(now_ms))
    return {venue: until for venue, until in progress.barred.items() if until > now}
