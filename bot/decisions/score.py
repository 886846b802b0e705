"""The behavioral score: how an agent works, from 0 to 100, whatever it earns."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, isfinite

from bot.policy.score import Line, Score
from bot.stats.measures import Measures

FULL, DECIMALS = 100.0, 6


@dataclass(frozen=True, slots=True)
class Scored:
    """`parts` are marks of 0 to 1; null ones are not known and make the score null."""

    value: float | None
    parts: Mapping[str, float | None]


def score(measures: Measures, rules: Score) -> Scored:
    runs, views = measures.runs, measures.views
    observed = {
        "reliability": runs.error_rate.value,
        "latency": runs.latency_p95_ms.value,
        "cost": runs.cost_per_signal_usd.value,
        "completeness": views.completeness.value,
        "calibration": views.brier.value,
    }
    lines: dict[str, Line] = {name: getattr(rules, name) for name in observed}
    parts = {name: _marks(lines[name], value) for name, value in observed.items()}
    return Scored(_total(parts, {name: line.weight for name, line in lines.items()}), parts)


def _marks(line: Line, value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else line.marks(value)


def _total(parts: Mapping[str, float | None], weights: Mapping[str, float]) -> float | None:
    """Weigh the parts; rounded, so that what is exactly at a limit is at it."""
    counted = {name: weight for name, weight in weights.items() if weight > 0.0}
    marks = [(weight, parts[name]) for name, weight in counted.items()]
    known = [weight * mark for weight, mark in marks if mark is not None]
    if not counted or len(known) < len(marks):
        return None
    return round(FULL * fsum(known) / fsum(counted.values()), DECIMALS)
