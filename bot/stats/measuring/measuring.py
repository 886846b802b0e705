"""All measures of one hypothesis, or of the members of a strategy class together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import fsum

from bot.stats.confidence import Confidence
from bot.stats.curve import BPS
from bot.stats.life import Life, after_day
from bot.stats.measured import Measured, measured, unknown
from bot.stats.measures import Alpha, Measures
from bot.stats.measuring.frame import Days, Frame, Spans, added_up, together
from bot.stats.measuring.of_path import alpha_of, path_of
from bot.stats.measuring.of_runs import runs_of
from bot.stats.measuring.of_trades import trades_of
from bot.stats.measuring.of_views import views_of
from bot.stats.tally import PathTally, Tally, bps, fine, joined, joined_path

BEGINNER = Confidence()


@dataclass(frozen=True, slots=True)
class Member:
    """`life` ends with the last midnight, but for its path; the last of `days` is today so far.

    `added` are these days added up: once, for the member and for its class.
    """

    life: Life
    days: Days
    added: Spans
    confidence: Confidence
    position_usd: float


def member(
    life: Life,
    days: Days,
    frame: Frame,
    confidence: Confidence = BEGINNER,
    position_usd: float = 0.0,
) -> Member:
    days = days or (Tally(),)
    return Member(life, days, added_up(days, frame), confidence, position_usd)


def measures(of: Member, frame: Frame) -> Measures:
    value = value_of(of.added.runs.trades.nets, of.position_usd, frame)
    return _measures(of, value, frame)


def class_measures(members: Sequence[Member], frame: Frame, least_trades: int) -> Measures:
    """Measure a class by its members' days added up; below its least n of trades nothing votes."""
    found = _measures(_class(members, frame), earned_usd(members, frame), frame)
    trades = replace(found.trades, sequence_drawdown_bps=unknown(found.trades.pnl_sum_bps.n))
    found = replace(found, trades=trades)
    return found if trades.pnl_sum_bps.n >= least_trades else _without_votes(found)


def earned_usd(members: Sequence[Member], frame: Frame) -> Measured:
    """Value the trades of the runs' window, each at its agent's full ticket."""
    nets = [one.added.runs.trades.nets for one in members]
    value = fsum(fsum(own) / BPS * one.position_usd for own, one in zip(nets, members, strict=True))
    return measured(value, sum(map(len, nets)), frame.least.trades)


def _measures(of: Member, value: Measured, frame: Frame) -> Measures:
    life = after_day(of.life, of.days[-1])
    return replace(
        of_events(life, of.added, value, of.confidence, frame),
        path=path_of(life.path, of.days, frame),
        alpha=alpha_of(of.added.alpha.path, of.added.periods, frame),
    )


def value_of(nets: Sequence[float], position_usd: float, frame: Frame) -> Measured:
    """Value trades of one agent at its full ticket."""
    return measured(fsum(nets) / BPS * position_usd, len(nets), frame.least.trades)


def of_events(
    life: Life, added: Spans, value: Measured, confidence: Confidence, frame: Frame
) -> Measures:
    """Measure what only an event can change, within a day."""
    return Measures(
        trades=trades_of(life, added.alpha, frame.least),
        runs=runs_of(life, added, value, frame),
        views=views_of(added, frame),
        confidence=confidence,
    )


def _without_votes(found: Measures) -> Measures:
    n = found.trades.pnl_sum_bps.n
    return replace(
        found,
        alpha=Alpha(unknown(n), unknown(n)),
        runs=replace(found.runs, value_usd=unknown(n), value_over_cost=unknown(n)),
        views=replace(found.views, mismatch_periods=()),
        confidence=Confidence(),
    )


def _lives(members: Sequence[Member]) -> Life:
    """Add totals up; the order of trades and the path are each member's own."""
    lives = [one.life for one in members]
    return Life(
        trades=sum(one.trades for one in lives),
        net_bps=bps(one.net_bps for one in lives),
        wins=sum(one.wins for one in lives),
        ties=sum(one.ties for one in lives),
        flat=sum(one.flat for one in lives),
        runs=sum(one.runs for one in lives),
        errors=sum(one.errors for one in lives),
        cost_usd=fine(one.cost_usd for one in lives),
        unpriced=sum(one.unpriced for one in lives),
    )


def _class(members: Sequence[Member], frame: Frame) -> Member:
    """Put members together: sums of their sums, but for the path, which is made day by day."""
    paths = _paths(members) or [PathTally()]
    today = replace(joined([one.days[-1] for one in members]), path=paths[-1])
    days = [*(Tally(path=one) for one in paths[:-1]), today]
    added = together([one.added for one in members], added_up(days, frame))
    return Member(_lives(members), days, added, _confidence(members), 0.0)


def _paths(members: Sequence[Member]) -> list[PathTally]:
    """Put the members' days side by side, today upon today."""
    backwards = [[day.path for day in reversed(one.days)] for one in members]
    side_by_side = zip_longest(*backwards, fillvalue=PathTally())
    return [_spread(same_day) for same_day in side_by_side][::-1]


def _spread(same_day: Sequence[PathTally]) -> PathTally:
    """Spread one unit of capital over the members that held a view."""
    whole, held = joined_path(same_day), [one for one in same_day if one.hours]
    if not held:
        return whole
    mean = bps([whole.return_bps / len(held)])
    return replace(whole, hours=max(one.hours for one in held), return_bps=mean)


def _confidence(members: Sequence[Member]) -> Confidence:
    """Take the mean of those that have settled trades; without any it is what all begin with."""
    known = [one.confidence.multiplier for one in members if one.confidence.recent]
    return Confidence(fsum(known) / len(known)) if known else Confidence()
