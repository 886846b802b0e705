"""The points of the report: what speaks for ending an agent, added up, and the label they give."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.decisions.finding import Finding, above, at_least, at_most, below
from bot.policy.retirement import PointRule
from bot.stats.measures import Measures

RETIRE, WATCH = "RETIRE", "WATCH"

Scores: TypeAlias = tuple[int, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Points:
    """`findings` are the conditions in the order of the policy, then the two limits of the sum."""

    points: int
    label: str
    findings: tuple[Finding, ...]


def retirement_points(measures: Measures, rule: PointRule) -> Points:
    """Add the points up; they are given where every condition passes, so null gives none."""
    found = tuple(_conditions(measures, rule))
    total = sum(points for points, findings in found if all(one.passed for one in findings))
    limits = (
        at_least("points_retire", float(total), rule.retire_at),
        at_least("points_watch", float(total), rule.watch_at),
    )
    labels = [label for label, one in zip((RETIRE, WATCH), limits, strict=True) if one.passed]
    conditions = (one for _, findings in found for one in findings)
    return Points(total, labels[0] if labels else "", (*conditions, *limits))


def _conditions(measures: Measures, rule: PointRule) -> Iterator[Scores]:
    pnl, runs = measures.trades.pnl_sum_bps.value, measures.runs
    losing, deep, errors, costly = rule.losing, rule.deep_loss, rule.errors, rule.costly
    yield (
        losing.points,
        (
            at_least("points_losing_runs", float(runs.runs), losing.min_runs),
            below("points_losing_pnl_bps", pnl, losing.pnl_below_bps),
        ),
    )
    yield deep.points, (below("points_deep_loss_bps", pnl, deep.pnl_below_bps),)
    rate = runs.error_rate.value
    yield errors.points, (above("points_error_rate", rate, errors.error_rate_above),)
    yield (
        costly.points,
        (
            above("points_cost_usd", runs.cost_usd.value, costly.cost_above_usd),
            at_most("points_costly_pnl_bps", pnl, costly.pnl_at_most_bps),
        ),
    )
