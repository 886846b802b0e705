"""The book's history as the charts show it, read from what the state keeps."""

from collections.abc import Iterable, Iterator, Mapping

from bot.effects.charts.equity import Kind, Mark, Point
from bot.effects.numbers import depth
from bot.state.audit.entry import Entry
from bot.state.audit.entry import Kind as EntryKind
from bot.state.fleet import Equity
from bot.words.instant import MILLISECOND, day_of, parse
from bot.words.stage import MAY_RUN, RANK, Stage

BPS = 1e4


def points(days: Iterable[tuple[str, float]], curve: Equity) -> list[Point]:
    """Add up what the book made on each day; the last point is as it stands now."""
    equity = high = 1.0
    pnl, found = 0.0, {}
    for day, bps in sorted(days):
        pnl += bps
        equity *= 1.0 + bps / BPS
        high = max(high, equity)
        found[day] = Point(day, pnl, BPS * (1.0 - equity / high))
    if curve.hours:
        last = _last_day(curve)
        found[last] = Point(last, curve.pnl_bps, curve.drawdown_bps)
    return [found[day] for day in sorted(found)]


def marks(entries: Iterable[Entry]) -> list[Mark]:
    """Find who rose and fell, and the breaches, in the audit record."""
    return [mark for entry in entries if entry.kind is EntryKind.DECISION for mark in _marks(entry)]


def _last_day(curve: Equity) -> str:
    """Give the day of the last hour: one that ends at midnight belongs to the day it ends."""
    return day_of(parse(curve.at) - MILLISECOND)


def _marks(entry: Entry) -> Iterator[Mark]:
    day, body = day_of(entry.at), entry.body
    if "breach" in body:
        fell = body.get("drawdown_bps")
        deep = fell if isinstance(fell, int | float) else None
        yield Mark(day, "breach", f"the book fell by {depth(deep)}", deep)
        return
    before, after = _stage(body.get("from")), _stage(body.get("to"))
    kind = _kind(before, after) if before and after else None
    if kind and after:
        yield Mark(day, kind, f"{entry.subject} to {after.value}")


def _kind(before: Stage, after: Stage) -> Kind | None:
    if before is after:
        return None
    if after not in MAY_RUN:
        return "stopped" if before in MAY_RUN else None
    if before not in MAY_RUN:
        return None  # a person let it run again: that is no promotion
    return "promoted" if RANK[after] > RANK[before] else "demoted"


def _stage(record: object) -> Stage | None:
    stage = record.get("stage") if isinstance(record, Mapping) else None
    return Stage(stage) if stage in list(Stage) else None
