"""Runs of the window, measured; errors are counted since the epoch began."""

from bot.stats.life import Life
from bot.stats.measured import Measured, measured, unknown
from bot.stats.measures import Runs
from bot.stats.measuring.frame import Frame, Spans
from bot.stats.runs import (
    SLOW,
    drift_of_sums,
    error_bound,
    error_rate,
    per_signal,
    value_over_cost,
)
from bot.stats.sketch import quantile
from bot.stats.tally import RunTally, Tally


def runs_of(life: Life, spans: Spans, value: Measured, frame: Frame) -> Runs:
    """`life` must hold today's runs already; `value` is what the window's trades earned in USD."""
    runs, least, rules = spans.runs.runs, frame.least, frame.rules
    cost = cost_usd(runs)
    return Runs(
        runs=runs.runs,
        error_rate=error_rate(runs.failed, runs.runs, least.runs),
        error_bound=error_bound(
            runs.failed, runs.runs, rules.gates.error_rate.confidence, least.runs
        ),
        error_count=measured(life.errors, life.runs, least.runs),
        latency_mean_ms=_mean_latency(runs, least.runs),
        latency_p95_ms=_slow(runs, least.runs),
        tokens_in=runs.tokens_in,
        tokens_out=runs.tokens_out,
        cost_usd=cost,
        cost_drift=_drift(spans, least.runs),
        cost_per_signal_usd=_per_signal(cost, spans.runs, least.signals),
        value_usd=value,
        value_over_cost=_worth(value, cost, least.trades),
    )


def cost_usd(runs: RunTally) -> Measured:
    """Give what all runs cost; unknown where one's cost is, or where no run was reported."""
    return measured(runs.cost_usd, runs.runs, 1) if not runs.unpriced else unknown(runs.runs)


def _mean_latency(runs: RunTally, least: int) -> Measured:
    return measured(runs.latency_ms / runs.runs, runs.runs, least) if runs.runs else unknown(0)


def _slow(runs: RunTally, least: int) -> Measured:
    found = quantile(runs.latencies, SLOW)
    return unknown(runs.runs) if found is None else measured(found, runs.runs, least)


def _drift(spans: Spans, least: int) -> Measured:
    recent, before = spans.recent, spans.before
    if recent.unpriced or before.unpriced:
        return unknown(min(recent.runs, before.runs))
    sums = (recent.cost_usd, recent.runs), (before.cost_usd, before.runs)
    return drift_of_sums(*sums, least)


def _per_signal(cost: Measured, window: Tally, least: int) -> Measured:
    settled = len(window.trades.nets)
    return unknown(settled) if cost.value is None else per_signal(cost.value, settled, least)


def _worth(value: Measured, cost: Measured, least: int) -> Measured:
    if value.value is None or cost.value is None:
        return unknown(value.n)
    return value_over_cost(value.value, cost.value, value.n, least)
