"""How well the bot itself has judged, as a table for comment, fleet issue and memo."""

from typing import TypeGuard

from bot.effects import numbers
from bot.effects.blocks import bullets, table
from bot.effects.escape import code
from bot.state.report.scorecard import Count, RuleScore, Scorecard

TITLE = "Scorecard of the bot"
HEAD = ("Rule", "Decisions", "Judged", "Right", "Wrong", "Saved", "Lost")
CLASSIC = (
    "What the classic rules would have done: `governor replay --against policies/profiles/classic`."
)


def is_told(found: Scorecard | None) -> TypeGuard[Scorecard]:
    return found is not None and found.total.decisions > 0


def scorecard(found: Scorecard) -> str:
    rows = [_row(one) for one in (*found.rules, found.total)]
    counts = bullets(
        (
            _count("False kills", found.false_kills, "made after the stop"),
            _count("Late kills", found.late_kills, "lost between the peak and the stop"),
            _count("Lucky promotions", found.lucky_promotions, "lost after the rise"),
            _book(found),
            CLASSIC,
        )
    )
    judged = (
        f"Decisions from {found.since} to {found.until}, each judged by the days after it once its "
        f"agent has settled {found.least_trades} more trades; bps of one agent's capital."
    )
    return "\n\n".join((judged, table(HEAD, rows, right=(1, 2, 3, 4, 5, 6)), counts))


def _row(one: RuleScore) -> tuple[str, ...]:
    counts = map(str, (one.decisions, one.n, one.right, one.wrong))
    return (code(one.rule), *counts, numbers.bps(one.saved_bps), numbers.bps(one.lost_bps))


def _count(name: str, one: Count, what: str) -> str:
    if one.found is None:
        return f"{name}: {numbers.UNKNOWN}, none can be judged yet"
    return f"{name}: {one.found} of {one.n}, {numbers.depth(one.cost_bps)} {what}"


def _book(found: Scorecard) -> str:
    return (
        f"The book made {numbers.bps(found.book_bps)} in {found.days} days; everybody held at "
        f"equal weights, with all of the capital, {numbers.bps(found.held_bps)}"
    )
