"""The marked-to-market curve, measured: the whole of it, and its days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile
from math import sqrt

from bot.stats.curve import BPS, Curve
from bot.stats.measured import Measured, measured, unknown
from bot.stats.measures import Alpha, Measures, Path
from bot.stats.measuring.frame import Days, Frame, Period, past
from bot.stats.returns import DAYS_A_YEAR, deviation, psr, sharpe
from bot.stats.tally import PathTally

HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Daily:
    """Returns of whole days from the first that held a view; idle ones later on returned 0."""

    bps: tuple[float, ...]
    held: int


def daily(days: Days, frame: Frame) -> Daily:
    whole = [day.path for day in past(days, frame.rules.alpha_days)]
    begun = tuple(dropwhile(lambda path: not path.hours, whole))
    return Daily(tuple(path.return_bps for path in begun), sum(path.hours > 0 for path in begun))


def path_of(curve: Curve, days: Days, frame: Frame) -> Path:
    return with_curve(path_of_days(days, frame), curve)


def path_of_days(days: Days, frame: Frame) -> Path:
    """Measure whole days alone: that stays as it is until today ends."""
    series, least = daily(days, frame), frame.least.days
    return Path(
        sharpe=_held(sharpe(series.bps, least), series, least),
        psr=_held(psr(series.bps, least=least), series, least),
        dsr=unknown(series.held),
        daily_volatility_bps=_held(_volatility(series.bps), series, least),
    )


def with_curve(path: Path, curve: Curve) -> Path:
    hours = curve.hours
    return replace(
        path,
        return_bps=measured(BPS * (curve.equity - 1.0), hours, 1),
        drawdown_bps=measured(curve.drawdown_bps, hours, 1),
        max_drawdown_bps=measured(curve.max_drawdown_bps, hours, 1),
    )


def ratio(measures: Measures) -> float | None:
    """Give the Sharpe ratio of a day: what every hypothesis adds to the trials of the others."""
    annual = measures.path.sharpe.value
    return None if annual is None else annual / sqrt(DAYS_A_YEAR)


def deflated(measures: Measures, days: Days, frame: Frame, best: float) -> Measures:
    """Add the DSR: `best` is what the luckiest of all hypotheses would show without skill."""
    series, least = daily(days, frame), frame.least.days
    found = _held(psr(series.bps, best, least), series, least)
    return replace(measures, path=replace(measures.path, dsr=found))


def alpha_of(window: PathTally, periods: Sequence[Period], frame: Frame) -> Alpha:
    least, votes = frame.least.alpha_days, frame.votes
    return Alpha(
        window_bps=_alpha(window, least),
        daily_bps=_alpha_a_day(window, least),
        periods_bps=tuple(_alpha(one.path, min(least, votes.period_days)) for one in periods),
    )


def _alpha(path: PathTally, least_days: int) -> Measured:
    return measured(path.excess_bps, path.hours // HOURS_A_DAY, max(1, least_days))


def _alpha_a_day(path: PathTally, least_days: int) -> Measured:
    """Give it for one view: as for the path, capital is spread over those that are open."""
    whole = _alpha(path, least_days)
    if whole.value is None or not path.view_days > 0.0:
        return unknown(whole.n)
    return measured(whole.value / path.view_days, whole.n, 1)


def _held(found: Measured, series: Daily, least: int) -> Measured:
    """Idle days must not make many of few: only days with a view count towards the least n."""
    return Measured(found.value if series.held >= least else None, series.held)


def _volatility(series: Sequence[float]) -> Measured:
    if len(series) <= 1:
        return unknown(len(series))
    return measured(deviation(series), len(series), 1)
