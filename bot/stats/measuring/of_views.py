"""What an agent says, measured in the window of its runs."""

from bot.stats.calibration import BINS, Bin, error
from bot.stats.measured import Measured, measured, unknown
from bot.stats.measures import Views
from bot.stats.measuring.frame import Frame, Period, Spans
from bot.stats.tally import ViewTally


def views_of(spans: Spans, frame: Frame) -> Views:
    views, least = spans.runs.views, frame.least.signals
    bins = tuple(
        Bin(number / BINS, n, said / n, came / n) for number, (n, said, came) in views.bins.items()
    )
    return Views(
        signals=views.signals,
        completeness=_completeness(views, least),
        brier=_brier(views, least),
        calibration_error=_error(bins, least),
        bins=bins,
        mismatch_periods=tuple(
            _mismatch(one, frame.votes.mismatch_min_trades) for one in spans.periods
        ),
    )


def _completeness(views: ViewTally, least: int) -> Measured:
    """Hold refused lines against the agent like signals without a field."""
    sent = views.signals + views.refused
    return measured(views.complete / sent, sent, least) if sent else unknown(0)


def _brier(views: ViewTally, least: int) -> Measured:
    n = views.brier.n
    return measured(views.brier.total / n, n, least) if n else unknown(0)


def _error(bins: tuple[Bin, ...], least: int) -> Measured:
    found = error(bins)
    return unknown(found.n) if found.value is None else measured(found.value, found.n, least)


def _mismatch(period: Period, least: int) -> Measured:
    n = period.weathered
    return measured(period.mismatched / n, n, least) if n else unknown(0)
