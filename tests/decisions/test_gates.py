from dataclasses import replace

import pytest

from bot.decisions.finding import Outcome
from bot.decisions.gates import Record, judge, kill
from bot.policy.promotion import Gates
from bot.policy.retirement import KillRule

NAN = float("nan")
GATES = Gates()
GOOD = Record(
    behavioral_score=80.0,
    error_rate=0.10,
    latency_p95_ms=30_000.0,
    cost_per_signal_usd=0.25,
    value_over_cost=1.001,
    confidence_decay=0.749,
)


def failing(record: Record) -> set[str]:
    return {finding.rule for finding in judge(record, GATES) if not finding.passed}


def test_a_record_just_inside_every_limit_passes() -> None:
    assert failing(GOOD) == set()


@pytest.mark.parametrize(
    ("worse", "rule"),
    [
        (replace(GOOD, behavioral_score=79.9), "behavioral_score"),
        (replace(GOOD, error_rate=0.101), "error_rate"),
        (replace(GOOD, latency_p95_ms=30_001.0), "latency_p95_ms"),
        (replace(GOOD, cost_per_signal_usd=0.251), "cost_per_signal_usd"),
        (replace(GOOD, value_over_cost=1.0), "value_over_cost"),
        (replace(GOOD, confidence_decay=0.75), "confidence_decay"),
        (replace(GOOD, confidence_decay=NAN), "confidence_decay"),
        (replace(GOOD, confidence_decay=None), "confidence_decay"),
    ],
)
def test_one_shortfall_is_enough_to_block(worse: Record, rule: str) -> None:
    assert failing(worse) == {rule}


def test_nothing_known_is_inconclusive_and_never_passes() -> None:
    found = judge(Record(), GATES)
    assert {finding.outcome for finding in found} == {Outcome.INCONCLUSIVE}


def test_advice_is_judged_apart_and_drift_has_two_sides() -> None:
    advice = judge(replace(GOOD, cost_drift=2.1, realized_pnl_bps=1.0), GATES, "advise")
    assert [(one.rule, one.passed) for one in advice] == [
        ("cost_drift", True),
        ("cost_drift", False),
        ("realized_pnl_bps", True),
    ]


@pytest.mark.parametrize(
    ("pnl", "errors", "killed"),
    [
        (-150.0, 0.2, False),
        (-150.1, 0.0, True),
        (500.0, 0.21, True),
        (None, None, False),
        (NAN, NAN, False),
    ],
)
def test_kill(pnl: float | None, errors: float | None, killed: bool) -> None:  # noqa: FBT001
    assert any(finding.passed for finding in kill(pnl, errors, KillRule())) is killed
