"""Scores: what an agent's share of the book is in proportion to, or why it gets none."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, fsum, isfinite

from bot.policy.allocation import Allocation as Terms
from bot.stats.measures import Measures

ALIKE = 1e-9


@dataclass(frozen=True, slots=True)
class Score:
    """`why` says why there is none."""

    value: float | None
    why: str = ""


def score(measures: Measures, terms: Terms) -> Score:
    return _quality(measures, terms) if terms.method == "quality" else _promise(measures, terms)


def shares(scores: Mapping[str, float], terms: Terms) -> dict[str, float]:
    """Divide the whole book; nobody gets anything where no score is above nothing."""
    if not scores:
        return {}
    if terms.method == "quality":
        return _in_proportion(_scaled(scores))
    standard = standardised(scores)
    top = max(standard.values())
    return _in_proportion(
        {name: exp((one - top) / terms.temperature) for name, one in standard.items()}
    )


def standardised(scores: Mapping[str, float]) -> dict[str, float]:
    """Subtract the mean, divide by the deviation; scores that hardly differ are all alike."""
    scaled = _scaled(scores)
    mean = fsum(scaled.values()) / len(scaled)
    deviation = (fsum((one - mean) ** 2 for one in scaled.values()) / len(scaled)) ** 0.5
    if deviation < ALIKE:
        return dict.fromkeys(scores, 0.0)
    return {name: (one - mean) / deviation for name, one in scaled.items()}


def _promise(measures: Measures, terms: Terms) -> Score:
    alpha = measures.alpha.daily_bps.value
    volatility = measures.path.daily_volatility_bps.value
    if alpha is None or not isfinite(alpha):
        return Score(None, "its alpha is not known")
    if volatility is None or not isfinite(volatility):
        return Score(None, "its volatility is not known")
    floored = max(volatility, terms.volatility_floor_bps)
    return _finite(alpha * measures.confidence.multiplier / floored)


def _quality(measures: Measures, terms: Terms) -> Score:
    rules, trades = terms.quality, measures.trades
    pnl, hit = trades.pnl_sum_bps.value, trades.hit_rate.value
    errors = measures.runs.error_rate.value
    if errors is None or not isfinite(errors):
        return Score(None, "its error rate is not known")
    if errors > rules.max_error_rate:
        return Score(None, f"its error rate is {errors:.3f} (most: {rules.max_error_rate})")
    if pnl is None or not isfinite(pnl):
        return Score(None, "its pnl is not known")
    if pnl <= rules.pnl_above_bps:
        return Score(None, f"its pnl is {pnl:.1f} bps (above: {rules.pnl_above_bps})")
    if hit is None or not isfinite(hit):
        return Score(None, "its hit rate is not known")
    return _finite(pnl * (rules.hit_base + hit) * measures.confidence.multiplier)


def _finite(value: float) -> Score:
    return Score(value) if isfinite(value) else Score(None, "its score is no number")


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    """Keep squares and sums in range; what is compared is in proportion anyway."""
    largest = max(map(abs, scores.values()))
    return {name: one / largest if largest else 0.0 for name, one in scores.items()}


def _in_proportion(parts: Mapping[str, float]) -> dict[str, float]:
    total = fsum(parts.values())
    return {name: part / total if total else 0.0 for name, part in parts.items()}
