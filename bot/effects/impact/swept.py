"""A sweep as Markdown: what each value came to, and where a hair decides."""

from collections.abc import Iterator

from bot.decisions.replaying.sweeping import Edge, Point, Sweep
from bot.decisions.replaying.weighing import Weighed
from bot.effects import numbers
from bot.effects.blocks import bullets, table
from bot.effects.escape import code
from bot.effects.impact.sentence import value
from bot.stats.bootstrap import Interval
from bot.words.stage import MAY_TRADE, Stage

HEAD = (
    "Value",
    "PnL",
    "Interval",
    "Drawdown",
    "CVaR95 of a day",
    "Gross",
    "Trading",
    "Stopped",
    "Decisions",
)
STEADY = (
    "No knife edge: no step between neighbours makes up most of a measure's move and is no noise."
)


def swept_page(found: Sweep) -> str:
    rows = [_row(one, found.own) for one in found.points]
    blocks = (
        f"How the book moves with {code(found.key)}, now {found.own:g}:",
        table(HEAD, rows, right=tuple(range(len(HEAD)))),
        bullets(warnings(found)) or STEADY,
    )
    return "\n\n".join(blocks)


def warnings(found: Sweep) -> Iterator[str]:
    for one in found.edges:
        yield edge(found.key, one)


def edge(key: str, one: Edge) -> str:
    own = ", and the policy's own number lies on it" if one.own else ""
    return (
        f"⚠️ Knife edge: {one.measure.name} goes {_move(one.measure)} as {key} goes from "
        f"{one.low:g} to {one.high:g}{own}."
    )


def _move(one: Weighed) -> str:
    return f"{value('', one.before).strip()} → {value(one.unit, one.after)}"


def _row(one: Point, own: float) -> tuple[str, ...]:
    book, ends = one.result.portfolio, list(one.result.stages.values())
    now = " (now)" if one.value == own else ""
    return (
        f"{one.value:g}{now}",
        numbers.bps(book.pnl_bps.value),
        _span(book.pnl_bps.interval),
        numbers.depth(book.max_drawdown_bps.value),
        numbers.bps(book.cvar95_day_bps.value),
        numbers.percent(book.gross),
        str(sum(stage in MAY_TRADE for stage in ends)),
        str(ends.count(Stage.KILLED) + ends.count(Stage.RETIRED)),
        str(len(one.result.decisions)),
    )


def _span(found: Interval | None) -> str:
    if found is None:
        return numbers.UNKNOWN
    return f"{value('', found.low).strip()} to {value('bps', found.high)}"
