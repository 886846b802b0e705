"""governor reconcile --recheck DAYS: ask the venues again for what was settled lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.commands.gathering import Desk, Tally
from bot.commands.pricing import price
from bot.commands.reconcile import MarketData
from bot.ledger import marks, settlements
from bot.ledger.candles import Candle, Series, Span
from bot.ledger.corrections import corrected, corrected_marks, second_looks
from bot.ledger.due import Pair
from bot.ledger.marks import Hour, Mark
from bot.ledger.operations import StoreMarks, StoreSettlements
from bot.ledger.progress import RECONCILE, still_barred
from bot.ledger.settlements import Settlement
from bot.ledger.shelf import Shelf
from bot.ledger.signals import distinct
from bot.ledger.terms import Terms
from bot.ledger.work import mark_days, marks_of, rows_of, signal_days, signals_of
from bot.ports.output import Output
from bot.ports.store import Message, Store
from bot.ports.venue import CandleCache, Venue
from bot.state.documents import load
from bot.words.count import plural
from bot.words.instant import day_of, to_ms
from bot.words.problem import Problem


class Afresh:
    """A cache that recalls only what was asked in this run, and corrects what is kept below."""

    def __init__(self, below: CandleCache) -> None:
        self._seen, self._below = Shelf(), below

    def load(self, venue: str, market: str, interval_ms: int, start_ms: int, end_ms: int) -> Series:
        return self._seen.load(venue, market, interval_ms, start_ms, end_ms)

    def store(
        self,
        venue: str,
        market: str,
        interval_ms: int,
        candles: Sequence[Candle],
        covered: Span,
        *,
        recheck: bool = True,
    ) -> tuple[Problem, ...]:
        self._seen.store(venue, market, interval_ms, candles, covered)
        return self._below.store(venue, market, interval_ms, candles, covered, recheck=recheck)


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at again at some venues."""

    venues: Sequence[Venue]
    pairs: Sequence[Pair]
    hours: Sequence[Hour]


def recheck(
    store: Store, market: MarketData, output: Output, terms: Terms, now: datetime, days: int
) -> int:
    tree = store.tree()
    first = day_of(now - timedelta(days=days))
    recent = [day for day in signal_days(tree) if day >= first]
    signals = distinct(signal for day in recent for signal in signals_of(tree, day))
    rows = settlements.counting(rows_of(tree, recent))
    marked = marks.counting(marks_of(tree, [day for day in mark_days(tree) if day >= first]))
    tally = Tally(barred=still_barred(load(tree, RECONCILE), to_ms(now)))
    desk = Desk(Afresh(market.cache), output, terms, to_ms(now), tally, market.parallel)
    looks = _looks(market.venues, second_looks(signals, rows), marked)
    found = [price(look.pairs, look.hours, look.venues, desk) for look in looks]
    new_rows = corrected((row for one in found for row in one.outcome.rows), rows)
    new_marks = corrected_marks((mark for one in found for mark in one.marks), marked)
    if new_rows or new_marks:
        subject = f"Correct {plural(len(new_rows), 'settlement')}"
        store.commit([StoreSettlements(new_rows), StoreMarks(new_marks)], Message(subject))
    _tell(output, (sum(len(look.pairs) for look in looks), new_rows, new_marks), tally)
    return 0


def _looks(
    venues: Sequence[Venue], pairs: Mapping[str, Sequence[Pair]], marked: Mapping[Hour, Mark]
) -> list[Look]:
    """Ask each venue for its own rows: another venue's price would be no correction."""
    looks = [Look(venues, pairs.get("", ()), ())]
    for venue in venues:
        hours = [hour for hour, mark in marked.items() if mark.venue == venue.name]
        looks.append(Look([venue], pairs.get(venue.name, ()), hours))
    return looks


def _tell(
    output: Output,
    found: tuple[int, Sequence[Settlement], Sequence[Mark]],
    tally: Tally,
) -> None:
    looked, rows, marks_ = found
    text = (
        f"{plural(looked, 'settlement')} looked at again: {len(rows):,} corrected, "
        f"{plural(len(marks_), 'hourly mark')} corrected; {plural(tally.requests, 'request')}."
    )
    output.problems(tally.problems)
    output.say(text)
    output.result(
        {
            "rechecked": looked,
            "corrected": len(rows),
            "marks": len(marks_),
            "requests": tally.requests,
            "problems": [problem.wire() for problem in tally.problems],
        }
    )
    if rows or marks_:
        output.summary(f"### Recheck\n\n{text}\n")
