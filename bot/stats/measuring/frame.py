"""The frame of a measurement: which day it is, which spans of days are looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from bot.policy.promotion import Minimum, Promotion
from bot.policy.retirement import TwoOfFour
from bot.stats.tally import PathTally, RunTally, Tally, joined, joined_path, joined_runs
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


@dataclass(frozen=True, slots=True)
class Spans:
    """Days added up, each span once: windows hold today so far, periods are whole.

    `recent` and `before` are the days whose costs are compared.
    """

    alpha: Tally
    runs: Tally
    recent: RunTally
    before: RunTally
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """The same spans without today: they stay as they are until the day ends."""

    alpha: Tally
    runs: Tally
    recent: RunTally
    before: RunTally
    periods: tuple[Period, ...]


def whole(days: Days, frame: Frame) -> Whole:
    rules, drift = frame.rules, frame.rules.gates.cost_drift
    alpha = joined(past(days, rules.alpha_days - 1))
    alike = rules.runs_days == rules.alpha_days
    return Whole(
        alpha=alpha,
        runs=alpha if alike else joined(past(days, rules.runs_days - 1)),
        recent=_runs(past(days, drift.recent_days - 1)),
        before=_runs(days[: -drift.recent_days][-drift.baseline_days :]),
        periods=periods(days, frame),
    )


def spans(known: Whole, today: Tally) -> Spans:
    alpha = joined((known.alpha, today))
    return Spans(
        alpha=alpha,
        runs=alpha if known.runs is known.alpha else joined((known.runs, today)),
        recent=joined_runs((known.recent, today.runs)),
        before=known.before,
        periods=known.periods,
    )


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


def _runs(days: Days) -> RunTally:
    return joined_runs([day.runs for day in days])


def _periods(votes: TwoOfFour) -> int:
    """Count what the longest vote looks back on; how long votes stood is remembered elsewhere."""
    return max(votes.alpha_periods, votes.mismatch_periods)
