"""Who must be decided at a look: everybody whose decision can be another than at the last one.

A decision follows from which findings pass. What cannot have turned any of them is left alone: the
evidence is held against its limits for all at once, and measures are made for those who need them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import product
from math import log

import numpy as np

from bot.policy.policy import Policy
from bot.stats.columns import Flags
from bot.stats.fold import Fold
from bot.words.stage import Stage

NEAR = 1e-9  # so near a limit, the last bit of a logarithm might say which side it is on
IN_SHADOW = (Stage.SHADOW, Stage.DEMOTED)


@dataclass(frozen=True, slots=True)
class Passed:
    """Which limits the evidence of a hypothesis has passed; `near` where it stands right at one."""

    seen: bool = False
    risen: bool = False
    strong: bool = False
    futile: bool = False
    declining: bool = False
    near: bool = False


LIMITS = tuple(field.name for field in fields(Passed))
EVERY = tuple(Passed(*bits) for bits in product((False, True), repeat=len(LIMITS)))
NOTHING = EVERY[0]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of all hypotheses, held against the limits that decide."""

    rows: Mapping[str, int]
    codes: Sequence[int]

    def of(self, name: str) -> Passed:
        row = self.rows.get(name)
        return NOTHING if row is None else EVERY[self.codes[row]]


def evidence_of(fold: Fold, policy: Policy, rows: Mapping[str, int]) -> Evidence:
    rules, futility = policy.promotion, policy.retirement.futility
    found, seen = fold.evidence, fold.evidence.hours > 0
    log_e = found.log_e(rules.evidence.rho)
    against = found.futility_log_e(futility.edge, rules.evidence.rho)
    limits = (
        (log_e, log(rules.canary.e_value)),
        (found.peak, log(rules.live.sup_e_value)),
        (against, log(futility.e_value)),
    )
    risen, strong, futile = (seen & (column >= limit) for column, limit in limits)
    if rules.canary.positive_sum == "gate":
        risen = risen & (found.drift > 0.0)
    near = np.logical_or.reduce([np.abs(column - limit) < NEAR for column, limit in limits])
    declining = seen & (fold.decline.level >= rules.demotion.cusum.limit)
    return Evidence(rows, _codes((seen, risen, strong, futile, declining, near)))


def _codes(columns: Sequence[Flags]) -> list[int]:
    """Give each combination its place in `EVERY`."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes = 2 * codes + column
    numbers: list[int] = codes.tolist()
    return numbers


def rests_on_measures(policy: Policy, place: Stage, passed: Passed) -> bool:
    """Tell whether more than the evidence may turn the decision: a gate, or a limit that ends."""
    rules, retirement = policy.promotion, policy.retirement
    if "act" in (retirement.kill.use, retirement.points.use):
        return True
    if place in IN_SHADOW and rules.canary.rule == "evidence":
        return passed.risen
    if place in IN_SHADOW or place is Stage.CANARY:
        return rules.live.rule != "fdr" or passed.strong
    return False


def runs_with_others(policy: Policy, place: Stage, passed: Passed) -> bool:
    """Tell who is judged as one of a set: what others show may turn that."""
    rules = policy.promotion.live.rule
    skips = policy.promotion.canary.rule == "skip"
    next_is_live = place is Stage.CANARY or (skips and place in IN_SHADOW)
    return next_is_live and (rules == "bh" or (rules == "fdr" and passed.strong))


def with_kin(awake: Collection[str], parents: Mapping[str, str | None]) -> set[str]:
    """Add the ancestors: what befell them counts."""
    return {*awake, *(kin for name in awake for kin in _ancestors(name, parents))}


def _ancestors(name: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    seen, parent = {name}, parents.get(name)
    while parent is not None and parent in parents and parent not in seen:
        yield parent
        seen.add(parent)
        parent = parents.get(parent)
