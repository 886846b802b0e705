"""Measures as the record that the gates look at."""

from bot.decisions.gates import Record
from bot.stats.confidence import Confidence
from bot.stats.measures import Measures, Runs

# A ratio must be a number: what costs nothing counts as a cent.
LEAST_COST_USD = 0.01


def record_of(measures: Measures, score: float | None) -> Record:
    """Name what is known; the error rate that is judged is its upper bound."""
    trades, runs = measures.trades, measures.runs
    return Record(
        behavioral_score=score,
        error_rate=runs.error_bound.value,
        error_count=runs.error_count.value,
        latency_p95_ms=runs.latency_p95_ms.value,
        latency_mean_ms=runs.latency_mean_ms.value,
        cost_per_signal_usd=runs.cost_per_signal_usd.value,
        value_over_cost=_worth(runs),
        confidence_decay=_decay(measures.confidence),
        cost_drift=runs.cost_drift.value,
        realized_pnl_bps=trades.pnl_sum_bps.value,
        pnl_sum_bps=trades.pnl_sum_bps.value,
        hit_rate=trades.hit_rate.value,
    )


def _worth(runs: Runs) -> float | None:
    value, cost = runs.value_usd.value, runs.cost_usd.value
    if value is not None and cost == 0.0:
        return value / LEAST_COST_USD
    return runs.value_over_cost.value


def _decay(confidence: Confidence) -> float | None:
    """Know nothing of form before the first settled trade."""
    return confidence.decay if confidence.recent else None
