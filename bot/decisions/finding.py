"""Findings: one rule's outcome, with what was observed and where the limit was."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import isnan
from operator import ge, gt, le, lt
from typing import TypeAlias

Compare: TypeAlias = Callable[[float, float], bool]


class Outcome(StrEnum):
    PASS = "PASS"  # noqa: S105 - the outcome, not a password
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class Finding:
    """PASS means that the rule's condition holds, be it one for promoting or for demoting.

    INCONCLUSIVE is too little data, ERROR a number that cannot be; neither ever counts as PASS.
    `relation` is what the observed must be to the limit.
    """

    rule: str
    outcome: Outcome
    observed: float | None
    limit: float
    relation: str = ""

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASS


def at_least(rule: str, observed: float | None, limit: float) -> Finding:
    return Finding(rule, _judge(observed, limit, ge), observed, limit, "≥")


def above(rule: str, observed: float | None, limit: float) -> Finding:
    return Finding(rule, _judge(observed, limit, gt), observed, limit, ">")


def at_most(rule: str, observed: float | None, limit: float) -> Finding:
    return Finding(rule, _judge(observed, limit, le), observed, limit, "≤")


def below(rule: str, observed: float | None, limit: float) -> Finding:
    return Finding(rule, _judge(observed, limit, lt), observed, limit, "<")


def _judge(observed: float | None, limit: float, holds: Compare) -> Outcome:
    if isnan(limit) or (observed is not None and isnan(observed)):
        return Outcome.ERROR
    if observed is None:
        return Outcome.INCONCLUSIVE
    return Outcome.PASS if holds(observed, limit) else Outcome.FAIL
