"""governor reconcile: settle what is due, once, with the fewest requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.commands.gathering import Desk, Tally
from bot.commands.pricing import Priced, price
from bot.commands.reconciled import Reconciled, tell
from bot.errors import BadUsage
from bot.ledger.operations import NoteProgress, StoreMarks, StoreSettlements
from bot.ledger.progress import (
    expired,
    name_of,
    still_barred,
    still_unlisted,
    tried,
    unlisted_until,
)
from bot.ledger.settlements import Settlement
from bot.ledger.terms import Terms
from bot.ledger.work import Work, complete_days, find_work, overdue_days
from bot.ports.output import Output
from bot.ports.store import Message, Store
from bot.ports.venue import CandleCache, Venue
from bot.words.count import plural
from bot.words.instant import from_ms, render, to_ms


@dataclass(frozen=True, slots=True)
class MarketData:
    """The venues in the order in which they are asked, `parallel` requests at a time."""

    venues: Sequence[Venue]
    cache: CandleCache
    parallel: int = 4


def reconcile(store: Store, market: MarketData, output: Output, terms: Terms, now: datetime) -> int:
    if not market.venues:
        raise BadUsage("Cannot settle anything: prices.yml lists no venue; add one under `venues`.")
    now_ms = to_ms(now)
    work = find_work(store.tree(), terms, now_ms)
    tally = Tally(still_unlisted(work.progress, now_ms), still_barred(work.progress, now_ms))
    desk = Desk(market.cache, output, terms, now_ms, tally, market.parallel)
    priced = price(work.due.pairs, work.hours, market.venues, desk)
    given_up, again = tried(priced.outcome.left, work.progress, terms.retry, now_ms)
    rows = (*priced.outcome.rows, *given_up)
    overdue = overdue_days(work, priced.unmarked, terms, now_ms)
    note = NoteProgress(
        after=work.progress.complete_through,
        complete=complete_days(work, overdue, terms, now_ms),
        again=again,
        done=_done(work, rows),
        unlisted=unlisted_until(tally.unlisted - work.progress.unlisted.keys(), now_ms),
        listed=expired(work.progress, now_ms),
        overdue={day: overdue[day] for day in overdue.keys() - work.progress.overdue.keys()},
        barred={name: render(from_ms(ms)) for name, ms in tally.bars.items() if ms > now_ms},
    )
    _commit(store, rows, priced, note)
    tell(output, Reconciled.of(work.due, rows, len(again), priced, tally))
    return 0


def _done(work: Work, rows: Sequence[Settlement]) -> tuple[str, ...]:
    """Name the listed pairs with which nothing is left to do, by us or by a rival."""
    closed = work.closed | {row.key for row in rows}
    return tuple(sorted(work.progress.unresolved.keys() & {name_of(key) for key in closed}))


def _commit(store: Store, rows: Sequence[Settlement], priced: Priced, note: NoteProgress) -> None:
    if rows or priced.marks or not note.idle:
        operations = (StoreSettlements(tuple(rows)), StoreMarks(priced.marks), note)
        store.commit(operations, Message(f"Reconcile {plural(len(rows), 'settlement')}"))
