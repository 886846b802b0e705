"""How well the bot itself has judged, as a table for comment, fleet issue and memo."""

from collections.abc import Iterator
from typing import TypeGuard

from bot.effects import numbers
from bot.effects.blocks import bullets, table
from bot.effects.escape import code, markdown
from bot.state.report.scorecard import Against, ClassicScore, Count, RuleScore, Scorecard
from bot.words.count import plural

TITLE = "Scorecard of the bot"
HEAD = ("Rule", "Decisions", "Judged", "Right", "Wrong", "Saved", "Lost", "Beyond the classic set")
TOO_FEW = "days too few for an interval"
NOT_YET = f"{numbers.UNKNOWN}, not yet known: it is replayed once a day by `governor forensics`"


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
            *classic_lines(found.classic),
        )
    )
    judged = (
        f"Decisions from {found.since} to {found.until}, each judged by the days after it once its "
        f"agent has settled {found.least_trades} more trades; bps of one agent's capital."
    )
    return "\n\n".join((judged, table(HEAD, rows, right=(1, 2, 3, 4, 5, 6, 7)), counts))


def _row(one: RuleScore) -> tuple[str, ...]:
    counts = map(str, (one.decisions, one.n, one.right, one.wrong))
    worth = (numbers.bps(one.saved_bps), numbers.lost(one.lost_bps))
    return (code(one.rule), *counts, *worth, _beyond(one.classic))


def _beyond(one: Against) -> str:
    if one.bps is None:
        return numbers.UNKNOWN
    within = numbers.within(one.low, one.high) or TOO_FEW
    return f"{numbers.bps(one.bps)} ({within}; n {one.n})"


def classic_lines(one: ClassicScore) -> Iterator[str]:
    """Tell of the classic set on the same days, or why nobody can yet."""
    if one.total is None:
        yield f"The classic set on the same past: {not_known(one)}"
        return
    more = numbers.within(one.low, one.high) or TOO_FEW
    yield (
        f"The classic set on the same past, {one.since} to {one.until} ({one.days} days): its book "
        f"would have made {numbers.bps(one.book_bps)}, ours made {numbers.bps(one.ours_bps)}: "
        f"{numbers.bps(one.more_bps)} beyond it ({more})"
    )
    yield (
        f"Its own {plural(one.total.decisions, 'decision')}: {one.total.right} right and "
        f"{one.total.wrong} wrong of {one.total.n} that can be judged, "
        f"{numbers.bps(one.total.saved_bps)} saved, {numbers.lost(one.total.lost_bps)} lost; "
        f"false kills {_short(one.false_kills)}, late kills {_short(one.late_kills)}, "
        f"lucky promotions {_short(one.lucky_promotions)}"
    )


def not_known(one: ClassicScore) -> str:
    return f"{numbers.UNKNOWN}, not known: {markdown(one.why)}" if one.why else NOT_YET


def _short(one: Count) -> str:
    return numbers.UNKNOWN if one.found is None else f"{one.found} of {one.n}"


def _count(name: str, one: Count, what: str) -> str:
    if one.found is None:
        return f"{name}: {numbers.UNKNOWN}, none can be judged yet"
    return f"{name}: {one.found} of {one.n}, {numbers.depth(one.cost_bps)} {what}"


def _book(found: Scorecard) -> str:
    return (
        f"The book made {numbers.bps(found.book_bps)} in {found.days} days; everybody held at "
        f"equal weights, with all of the capital, {numbers.bps(found.held_bps)}"
    )
