"""Promotion: what the evidence must say before an agent may rise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, isnan

from bot.decisions.finding import Finding, above, at_least, at_most
from bot.stats.discovery import adjusted

LARGEST_LOG = 700.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hypothesis that might go live: its largest log e-value, and P(active)."""

    peak: float
    active: float


def e_value(log_e: float) -> float:
    return exp(min(log_e, LARGEST_LOG))


def canary(log_e: float | None, drift: float | None, least_e: float) -> tuple[Finding, Finding]:
    observed = None if log_e is None else e_value(log_e)
    return at_least("canary_e_value", observed, least_e), above("canary_drift", drift, 0.0)


def live_evidence(peak: float | None, least_e: float) -> Finding:
    return at_least("live_e_value", None if peak is None else e_value(peak), least_e)


def live_share(
    candidates: Mapping[str, Candidate], least_e: float, false_share: float
) -> dict[str, Finding]:
    """Judge each candidate by the largest set it could be in: all that are no more doubtful."""
    strong = {n: c for n, c in candidates.items() if live_evidence(c.peak, least_e).passed}
    doubts = sorted(1.0 - c.active for c in strong.values() if not isnan(c.active))
    return {
        name: at_most("live_false_share", _mean_up_to(doubts, 1.0 - one.active), false_share)
        for name, one in strong.items()
    }


def live_bh(
    candidates: Mapping[str, Candidate], all_peaks: Sequence[float], q: float
) -> dict[str, Finding]:
    """Benjamini and Hochberg on 1/sup E; `all_peaks` holds every hypothesis there ever was."""
    whole = adjusted([1.0 / e_value(peak) for peak in all_peaks])
    by_peak = dict(zip(all_peaks, whole, strict=True))
    return {n: at_most("live_bh", by_peak.get(c.peak), q) for n, c in candidates.items()}


def _mean_up_to(doubts: Sequence[float], own: float) -> float:
    if isnan(own):
        return own
    no_worse = [doubt for doubt in doubts if doubt <= own]
    return fsum(no_worse) / len(no_worse)
