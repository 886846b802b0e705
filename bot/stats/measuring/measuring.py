"""All measures of one hypothesis, or of the members of a strategy class together."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from math import fsum

from bot.stats.confidence import Confidence
from bot.stats.curve import BPS
from bot.stats.life import Life, after_day
from bot.stats.measured import Measured, measured, unknown
from bot.stats.measures import Alpha, Measures
from bot.stats.measuring.frame import Days, Frame, Spans, spans, whole
from bot.stats.measuring.of_path import alpha_of, path_of
from bot.stats.measuring.of_runs import runs_of
from bot.stats.measuring.of_trades import trades_of
from bot.stats.measuring.of_views import views_of
from bot.stats.tally import Tally, bps, fine, joined


@dataclass(frozen=True, slots=True)
class Member:
    """`life` ends with the last midnight, but for its path; the last of `days` is today so far."""

    life: Life = field(default_factory=Life)
    days: Days = ()
    confidence: Confidence = field(default_factory=Confidence)
    position_usd: float = 0.0


def measures(of: Member, frame: Frame) -> Measures:
    return _measures(of, earned_usd([of], frame), frame)


def class_measures(members: Sequence[Member], frame: Frame, least_trades: int) -> Measures:
    """Measure a class by its members' days added up; below its least n of trades nothing votes."""
    whole = Member(_lives(members), _days(members), _confidence(members))
    found = _measures(whole, earned_usd(members, frame), frame)
    trades = replace(found.trades, sequence_drawdown_bps=unknown(found.trades.pnl_sum_bps.n))
    found = replace(found, trades=trades)
    return found if trades.pnl_sum_bps.n >= least_trades else _without_votes(found)


def earned_usd(members: Sequence[Member], frame: Frame) -> Measured:
    """Value the trades of the runs' window, each at its agent's full ticket."""
    count = frame.rules.runs_days
    nets = [[net for day in one.days[-count:] for net in day.trades.nets] for one in members]
    value = fsum(fsum(own) / BPS * one.position_usd for own, one in zip(nets, members, strict=True))
    return measured(value, sum(map(len, nets)), frame.least.trades)


def _measures(of: Member, value: Measured, frame: Frame) -> Measures:
    days = of.days or (Tally(),)
    life, added = after_day(of.life, days[-1]), spans(whole(days, frame), days[-1])
    return replace(
        of_events(life, added, value, of.confidence, frame),
        path=path_of(life.path, days, frame),
        alpha=alpha_of(added.alpha.path, added.periods, frame),
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


def _days(members: Sequence[Member]) -> tuple[Tally, ...]:
    """Put the members' days side by side, today upon today."""
    backwards = [tuple(reversed(one.days)) for one in members]
    side_by_side = zip_longest(*backwards, fillvalue=Tally())
    return tuple(map(_together, reversed(tuple(side_by_side))))


def _together(same_day: Sequence[Tally]) -> Tally:
    """Spread one unit of capital over the members that held a view."""
    whole = joined(same_day)
    held = [one.path for one in same_day if one.path.hours]
    if not held:
        return whole
    mean = bps([whole.path.return_bps / len(held)])
    hours = max(path.hours for path in held)
    return replace(whole, path=replace(whole.path, hours=hours, return_bps=mean))


def _confidence(members: Sequence[Member]) -> Confidence:
    """Take the mean of those that have settled trades; without any it is what all begin with."""
    known = [one.confidence.multiplier for one in members if one.confidence.recent]
    return Confidence(fsum(known) / len(known)) if known else Confidence()
