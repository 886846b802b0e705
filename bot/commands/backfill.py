"""governor backfill: settle a whole history at once, by SQL, into partitions of a ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import CannotRead
from bot.ledger.backfilling import Span, last_look, listed_rows, terms_row, tries
from bot.ledger.terms import MINUTE_MS, Terms
from bot.ports.backfill import Priced, Yard
from bot.ports.engine import Engine, Value
from bot.ports.output import Output
from bot.words.count import plural
from bot.words.instant import from_ms, render, to_ms

VERSION = 1


@dataclass(frozen=True, slots=True)
class History:
    """`until` None means as far as the candles go."""

    signals: Sequence[str]
    terms: Terms
    every_minutes: int
    until: datetime | None


def backfill(engine: Engine, history: History, yard: Yard, out: Output) -> int:
    engine.show("signals", history.signals)
    symbols = [str(row["symbol"]) for row in engine.ask("symbols")]
    if not symbols:
        raise CannotRead("the signals", "there is none")
    priced = yard.prices(symbols, history.terms.interval_ms)
    out.problems(priced.problems)
    span = _span(history, priced)
    _give(engine, replace(history.terms, interval_ms=priced.interval_ms), span, priced)
    engine.write("settle", yard.settled)
    rows = _finish(yard, out)
    until = render(from_ms(span.last_look_ms))
    settled = f"{plural(sum(rows.values()), 'settlement')} of {plural(len(rows), 'day')}"
    out.say(f"{settled}, as known at {until}, settled by {engine.name}.")
    out.say(f"Written to {yard.name}.")
    beside = yard.beside(rows)
    if beside:
        out.warn(
            f"{yard.name} has {plural(len(beside), 'day')} more, such as {beside[0]}, that this "
            "run did not settle; whoever reads it counts them, so remove what you do not want."
        )
    out.result({"v": VERSION, "until": until, "days": rows, "problems": len(priced.problems)})
    return 0


def _span(history: History, priced: Priced) -> Span:
    every = history.every_minutes * MINUTE_MS
    until = to_ms(history.until) if history.until else priced.until_ms
    return Span(every, last_look(until, every))


def _give(engine: Engine, terms: Terms, span: Span, priced: Priced) -> None:
    row = terms_row(terms, span, priced.venue)
    columns: Mapping[str, type] = {name: type(value) for name, value in row.items()}
    listed: Mapping[str, type] = {
        "symbol": str,
        "market": str,
        "fee_bps": float,
        "slippage_bps": float,
    }
    after: list[Sequence[Value]] = [(one,) for one in tries(terms.retry, span.every_ms)]
    engine.give("terms", columns, [tuple(row.values())])
    engine.give("horizons", {"horizon_hours": int}, [(one,) for one in terms.horizons])
    engine.give("tries", {"after_ms": int}, after)
    engine.give("listed", listed, listed_rows(priced.markets, terms, priced.venue))
    engine.show("candles", priced.files)


def _finish(yard: Yard, out: Output) -> dict[str, int]:
    days = yard.days()
    rows: dict[str, int] = {}
    with out.progress("Writing days", len(days)) as bar:
        for day in days:
            rows[day] = yard.finish(day)
            bar.advance()
    return rows
