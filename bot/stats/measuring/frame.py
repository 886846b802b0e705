"""The frame of a measurement: which day it is, which spans of days are looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, TypeAlias

from bot.policy.promotion import Minimum, Promotion
from bot.policy.retirement import TwoOfFour
from bot.stats.tally import PathTally, Tally, fine, joined, joined_path
from bot.words.instant import EPOCH

Days: TypeAlias = Sequence[
    Tally
]  # one for each UTC day, the oldest first, the last is today so far


@dataclass(frozen=True, slots=True)
class Frame:
    today: date
    rules: Promotion
    votes: TwoOfFour

    @property
    def least(self) -> Minimum:
        return self.rules.minimum


def window_days(rules: Promotion, votes: TwoOfFour) -> int:
    """Say how many days there must be, today among them, for every measure to see its own."""
    drift = rules.gates.cost_drift
    weeks = votes.period_days * (_periods(votes) + 1)
    return max(
        rules.alpha_days + 1, rules.runs_days, drift.recent_days + drift.baseline_days, weeks
    )


@dataclass(frozen=True, slots=True)
class Period:
    """What a vote looks at in a whole period: its path, and trades given under another regime."""

    path: PathTally
    weathered: int
    mismatched: int


class Costs(NamedTuple):
    """What runs cost; `unpriced` have no known cost."""

    runs: int
    cost_usd: float
    unpriced: int


@dataclass(frozen=True, slots=True)
class Spans:
    """Days added up, each span once: windows hold today so far, periods are whole.

    `recent` and `before` are the days whose costs are compared.
    """

    alpha: Tally
    runs: Tally
    recent: Costs
    before: Costs
    periods: tuple[Period, ...]


Whole: TypeAlias = Spans
"""The same spans without today: they stay as they are until the day ends."""


def added_up(days: Days, frame: Frame) -> Spans:
    return _spans(days, frame, _last)


def whole(days: Days, frame: Frame) -> Whole:
    return _spans(days, frame, _last_whole)


def spans(known: Whole, today: Tally) -> Spans:
    """Add today to what is known of the days before: the same as to add all of them up."""
    alpha = joined((known.alpha, today))
    return replace(
        known,
        alpha=alpha,
        runs=alpha if known.runs is known.alpha else joined((known.runs, today)),
        recent=_summed((known.recent, _cost(today))),
    )


def _spans(days: Days, frame: Frame, last: Callable[[Days, int], Days]) -> Spans:
    rules, drift = frame.rules, frame.rules.gates.cost_drift
    alpha = joined(last(days, rules.alpha_days))
    alike = rules.runs_days == rules.alpha_days
    return Spans(
        alpha=alpha,
        runs=alpha if alike else joined(last(days, rules.runs_days)),
        recent=_costs(last(days, drift.recent_days)),
        before=_costs(days[: -drift.recent_days][-drift.baseline_days :]),
        periods=periods(days, frame),
    )


def _last(days: Days, count: int) -> Days:
    return days[-count:]


def _last_whole(days: Days, count: int) -> Days:
    return past(days, count - 1)


def together(each: Sequence[Spans], paths: Spans) -> Spans:
    """Add up what several did in the same spans; `paths` has what they are not the sum of."""
    alpha = _joined([one.alpha for one in each], paths.alpha)
    alike = paths.runs is paths.alpha
    return Spans(
        alpha=alpha,
        runs=alpha if alike else _joined([one.runs for one in each], paths.runs),
        recent=_summed([one.recent for one in each]),
        before=_summed([one.before for one in each]),
        periods=tuple(
            Period(
                path=one.path,
                weathered=sum(other.periods[at].weathered for other in each),
                mismatched=sum(other.periods[at].mismatched for other in each),
            )
            for at, one in enumerate(paths.periods)
        ),
    )


def _joined(tallies: Sequence[Tally], paths: Tally) -> Tally:
    return replace(joined(tallies), path=paths.path)


def past(days: Days, count: int) -> Days:
    """Give so many whole days before today."""
    return days[:-1][-count:] if count else ()


def periods(days: Days, frame: Frame) -> tuple[Period, ...]:
    """Add whole periods up, the newest first.

    They are cut on days since the Unix epoch: everybody's begin at the same midnight. Days from
    before there was anything to tally count as empty.
    """
    length, today = frame.votes.period_days, (frame.today - EPOCH.date()).days
    end = len(days) - 1 - today % length
    ends = [end - number * length for number in range(_periods(frame.votes))]
    return tuple(_period(days[max(0, last - length) : max(0, last)]) for last in ends)


def _period(days: Days) -> Period:
    return Period(
        path=joined_path([day.path for day in days]),
        weathered=sum(day.trades.weathered for day in days),
        mismatched=sum(day.trades.mismatched for day in days),
    )


def _costs(days: Days) -> Costs:
    return _summed([_cost(day) for day in days])


def _cost(day: Tally) -> Costs:
    return Costs(day.runs.runs, day.runs.cost_usd, day.runs.unpriced)


def _summed(parts: Sequence[Costs]) -> Costs:
    return Costs(
        runs=sum([one.runs for one in parts]),
        cost_usd=fine([one.cost_usd for one in parts]),
        unpriced=sum([one.unpriced for one in parts]),
    )


def _periods(votes: TwoOfFour) -> int:
    """Count what the longest vote looks back on; how long votes stood is remembered elsewhere."""
    return max(votes.alpha_periods, votes.mismatch_periods)
