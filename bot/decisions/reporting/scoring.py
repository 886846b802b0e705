"""The score of some decisions: how many were right, and what right and wrong ones came to."""

from collections.abc import Iterable, Sequence
from math import fsum
from typing import TypedDict

from bot.decisions.reporting import numbers
from bot.decisions.reporting.hindsight import Account
from bot.state.report.scorecard import Count, RuleScore

TOTAL = "all"


def by_rule(each: Iterable[Account]) -> list[tuple[str, list[Account]]]:
    found: dict[str, list[Account]] = {}
    for one in each:
        found.setdefault(one.move.rule, []).append(one)
    return sorted(found.items())


class Counts(TypedDict):
    false_kills: Count
    late_kills: Count
    lucky_promotions: Count


def counts(each: Iterable[Account], least: int) -> Counts:
    every = list(each)
    stops = [one for one in every if not one.move.rises]
    known = [one for one in every if one.trades >= least]
    return Counts(
        false_kills=_count([-one.worth_bps for one in known if not one.move.rises]),
        late_kills=_count([one.late_bps for one in stops if one.late_bps is not None]),
        lucky_promotions=_count([-one.worth_bps for one in known if one.move.rises]),
    )


def score(rule: str, each: Sequence[Account], least: int) -> RuleScore:
    """Score decisions; one that was worth nothing did no harm."""
    worths = [one.worth_bps for one in each if one.trades >= least]
    wrong = [worth for worth in worths if worth < 0]
    return RuleScore(
        rule=rule,
        decisions=len(each),
        n=len(worths),
        right=len(worths) - len(wrong),
        wrong=len(wrong),
        saved_bps=numbers.bps(fsum(one for one in worths if one > 0)) if worths else None,
        lost_bps=numbers.bps(-fsum(wrong)) if worths else None,
    )


def _count(costs: Sequence[float]) -> Count:
    bad = [cost for cost in costs if cost > 0]
    if not costs:
        return Count()
    return Count(n=len(costs), found=len(bad), cost_bps=numbers.bps(fsum(bad)))
