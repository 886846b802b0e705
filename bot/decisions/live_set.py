"""The live tier is judged as a set: who would go live together, and how doubtful they are.

Only those count together that would really rise now. Whoever waits for people, or fails a gate,
must not lend its certainty to a doubtful one that goes live without it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import nan

from bot.decisions.finding import Finding, at_most
from bot.decisions.promotion import Candidate, live_bh, live_share
from bot.policy.promotion import Live
from bot.stats.standing import Standing


@dataclass(frozen=True, slots=True)
class Runner:
    """`ready` is one that lacks nothing else; `allowed` one whose ceiling is live already."""

    name: str
    standing: Standing | None
    ready: bool
    allowed: bool


def judge(runners: Iterable[Runner], peaks: Iterable[float], rule: Live) -> dict[str, Finding]:
    """Judge each of those whose next step is live; no rule asks for nothing."""
    listed = sorted(runners, key=lambda one: one.name)
    if rule.rule == "fdr":
        return dict(_by_share(listed, rule))
    return _by_bh(listed, list(peaks), rule) if rule.rule == "bh" else {}


def _by_share(runners: list[Runner], rule: Live) -> Iterator[tuple[str, Finding]]:
    unknown = at_most("live_false_share", None, rule.fdr)
    for one in runners:
        together = {
            other.name: candidate(other.standing)
            for other in runners
            if other is one or (other.ready and (other.allowed or not one.allowed))
        }
        yield one.name, live_share(together, rule.sup_e_value, rule.fdr).get(one.name, unknown)


def _by_bh(runners: list[Runner], peaks: list[float], rule: Live) -> dict[str, Finding]:
    together: Mapping[str, Candidate] = {one.name: candidate(one.standing) for one in runners}
    # E is 1 before any view, so its largest is never below; what is no number counts as nothing.
    return live_bh(together, [max(0.0, peak) for peak in peaks], rule.bh_q)


def candidate(standing: Standing | None) -> Candidate:
    peak = standing.peak_log_e if standing else None
    active = standing.active if standing else None
    return Candidate(nan if peak is None else peak, nan if active is None else active)
