"""The gates on an agent's record, each by the number and the use that policy gives it."""

from dataclasses import dataclass

from bot.decisions.finding import Finding, above, at_least, at_most, below
from bot.policy.part import Use
from bot.policy.promotion import Above, Below, Ceiling, Drift, Floor, Gate, Gates
from bot.policy.retirement import KillRule


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an agent, named as the gates are; None where there is too little."""

    behavioral_score: float | None = None
    error_rate: float | None = None
    error_count: float | None = None
    latency_p95_ms: float | None = None
    latency_mean_ms: float | None = None
    cost_per_signal_usd: float | None = None
    value_over_cost: float | None = None
    confidence_decay: float | None = None
    cost_drift: float | None = None
    realized_pnl_bps: float | None = None
    pnl_sum_bps: float | None = None
    hit_rate: float | None = None


def judge(record: Record, gates: Gates, use: Use = "gate") -> tuple[Finding, ...]:
    """Judge every gate of one use, in the order of the policy."""
    found: list[Finding] = []
    for name in Record.__slots__:
        gate: Gate = getattr(gates, name)
        if gate.use == use:
            found += _judge(name, getattr(record, name), gate)
    return tuple(found)


def kill(
    pnl_sum_bps: float | None, error_rate: float | None, rule: KillRule
) -> tuple[Finding, ...]:
    """Judge the literal limits of which either kills."""
    return (
        below("kill_pnl_sum_bps", pnl_sum_bps, rule.pnl_sum_below_bps),
        above("kill_error_rate", error_rate, rule.error_rate_above),
    )


def _judge(name: str, observed: float | None, gate: Gate) -> tuple[Finding, ...]:
    match gate:
        case Floor():
            return (at_least(name, observed, gate.min),)
        case Above():
            return (above(name, observed, gate.above),)
        case Ceiling():
            return (at_most(name, observed, gate.max),)
        case Below():
            return (below(name, observed, gate.below),)
        case Drift():
            return at_least(name, observed, gate.min), at_most(name, observed, gate.max)
        case _:
            raise TypeError(f"no way to judge the gate {name}")
