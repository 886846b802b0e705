"""Findings in words: what was seen, and where the limit was."""

from collections.abc import Mapping
from math import isfinite

from bot.decisions.finding import Finding, Outcome

NOUNS: Mapping[str, str] = {
    "days_held": "the time it has held views, in days,",
    "canary_e_value": "E",
    "canary_drift": "the sum of its hourly gains",
    "live_e_value": "its largest E",
    "live_false_share": "the mean doubt of those that would go live with it",
    "live_bh": "its false discovery rate",
    "behavioral_score": "its behavioral score",
    "error_rate": "the upper bound of its error rate",
    "error_count": "its number of errors",
    "latency_p95_ms": "its slow latency (p95, ms)",
    "latency_mean_ms": "its mean latency (ms)",
    "cost_per_signal_usd": "its cost per settled signal (USD)",
    "value_over_cost": "what it earns per USD spent on it",
    "confidence_decay": "its confidence decay",
    "cost_drift": "its cost per run against before",
    "realized_pnl_bps": "its realized PnL (bps)",
    "pnl_sum_bps": "the sum of its PnL (bps)",
    "hit_rate": "its hit rate",
    "data_fresh": "the age of the newest price (minutes)",
    "lost_edge": "the chance that its edge is gone",
    "decline": "its decline W",
    "no_edge": "the evidence against its edge, E,",
    "kill_pnl_sum_bps": "the sum of its PnL (bps)",
    "kill_error_rate": "its error rate",
    "points_retire": "its retirement points",
    "points_watch": "its retirement points",
    "likeness": "the share of its views that agree with a quarantined agent's",
    "signs_periods": "the number of periods for which enough of the four bad signs stood",
}
SPECIAL: Mapping[str, str] = {
    "kill_flags": "something forbids it to run",
    "kept_down": "people keep it, its class or the fleet below that",
    "class_status": "its strategy class takes no newcomers",
    "class_killed": "its strategy class was killed",
    "breach_latches": "a breach freezes every rise until a person runs `governor release all`",
    "portfolio_drawdown_bps": "the portfolio fell by {observed} bps, the limit is {limit}",
    "older_slot": "an older slot is being caught up, and only the newest one acts",
    "ceiling_spent": "agents.yml still has the stage from before it fell; set it to shadow first",
    "quarantined_code": "its code is that of a quarantined agent",
    "quarantined_ancestors": "it descends from a quarantined agent",
    "signs_mark": "enough of the four bad signs stood lately",
}
UNKNOWN = {"days_held": "it has not held a view in this epoch yet"}
NEEDED = {"≥": "needs", ">": "needs more than", "≤": "may be at most", "<": "must be below"}
REACHED = {"≥": "at or above", ">": "above", "≤": "at or below", "<": "below"}
MOST_DIGITS, HUGE = 6, 1e6


def shortfall(finding: Finding) -> str:
    """Say why a finding that was asked for did not pass."""
    if finding.outcome is Outcome.INCONCLUSIVE:
        return UNKNOWN.get(finding.rule) or f"{_noun(finding)} is not known yet"
    if finding.outcome is Outcome.ERROR:
        return f"{_noun(finding)} is not a number"
    return _said(finding, NEEDED)


def reached(finding: Finding) -> str:
    """Say why a finding that counts against an agent did pass."""
    return _said(finding, REACHED)


def number(value: float, digits: int = 3) -> str:
    if not isfinite(value):
        return "not a number"
    if abs(value) >= HUGE:
        return "over a million" if value > 0 else "below minus a million"
    return f"{float(f'{value:.{digits}g}'):,.10g}"


def _said(finding: Finding, relations: Mapping[str, str]) -> str:
    observed, limit = _pair(finding)
    special = SPECIAL.get(finding.rule)
    if special is not None:
        return special.format(observed=observed, limit=limit)
    return f"{_noun(finding)} is {observed}, {relations[finding.relation]} {limit}"


def _noun(finding: Finding) -> str:
    return NOUNS.get(finding.rule) or finding.rule.replace("_", " ")


def _pair(finding: Finding) -> tuple[str, str]:
    """Write both with as many digits as it takes to tell them apart."""
    seen, limit = finding.observed or 0.0, finding.limit
    for digits in range(2, MOST_DIGITS):
        if seen == limit or number(seen, digits) != number(limit, digits):
            return number(seen, digits), number(limit, MOST_DIGITS)
    return number(seen, MOST_DIGITS), number(limit, MOST_DIGITS)
