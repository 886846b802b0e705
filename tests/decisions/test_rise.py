"""What a rise asks for, under each rule that policy knows."""

from collections.abc import Iterator
from dataclasses import replace
from math import log

import pytest

from bot.decisions.decision import Decision, Verb
from bot.decisions.finding import Finding, Outcome
from bot.decisions.rise import next_stage
from bot.policy.policy import Policy
from bot.policy.promotion import Promotion
from bot.stats.measures import Measures
from bot.words.stage import Stage
from tests.decisions.judged_fleet import DEFAULT, GOOD, NAN, STRONG, agent, at, judge_one, known
from tests.fakes.store import MemoryTree

PASS, FAIL = Outcome.PASS, Outcome.FAIL
INCONCLUSIVE, ERROR = Outcome.INCONCLUSIVE, Outcome.ERROR


def with_rules(canary: str = "evidence", live: str = "fdr", positive_sum: str = "gate") -> Policy:
    rules = DEFAULT.promotion
    update = {
        "canary": rules.canary.model_copy(update={"rule": canary, "positive_sum": positive_sum}),
        "live": rules.live.model_copy(update={"rule": live}),
    }
    return replace(DEFAULT, promotion=rules.model_copy(update=update))


def findings(decision: Decision) -> Iterator[Finding]:
    for branch in decision.tree:
        yield from branch.findings


def asked(decision: Decision) -> set[str]:
    return {
        finding.rule
        for branch in decision.tree
        if branch.leads_to is Verb.PROMOTE and not branch.advice
        for finding in branch.findings
    }


@pytest.mark.parametrize(
    ("stage", "rule", "expected"),
    [
        (Stage.SHADOW, "evidence", Stage.CANARY),
        (Stage.DEMOTED, "evidence", Stage.CANARY),
        (Stage.SHADOW, "skip", Stage.LIVE),
        (Stage.CANARY, "evidence", Stage.LIVE),
        (Stage.CANARY, "skip", Stage.LIVE),
        (Stage.LIVE, "evidence", None),
        (Stage.PAUSED, "evidence", None),
        (Stage.PROPOSED, "evidence", None),
        (Stage.KILLED, "skip", None),
    ],
)
def test_the_next_step(stage: Stage, rule: str, expected: Stage | None) -> None:
    rules = Promotion.model_validate({"v": 1, "canary": {"rule": rule}})
    assert next_stage(stage, rules) is expected


@pytest.mark.parametrize(
    ("e_value", "drift", "verb"),
    [
        (6.999, 1.0, Verb.HOLD),
        (7.001, 1.0, Verb.PROMOTE),
        (7.001, 0.0, Verb.HOLD),
        (7.001, -0.001, Verb.HOLD),
        (7.001, 0.001, Verb.PROMOTE),
        (NAN, 1.0, Verb.HOLD),
        (30.0, NAN, Verb.HOLD),
    ],
)
def test_canary_asks_for_e_and_a_positive_sum(e_value: float, drift: float, verb: Verb) -> None:
    now = replace(STRONG, log_e=log(e_value), drift=drift)
    assert judge_one(replace(agent(), now=now)).verb is verb


@pytest.mark.parametrize(
    ("use", "verb"), [("gate", Verb.HOLD), ("advise", Verb.PROMOTE), ("off", Verb.PROMOTE)]
)
def test_the_positive_sum_may_be_advice(use: str, verb: Verb) -> None:
    now = replace(STRONG, drift=-1.0)
    found = judge_one(replace(agent(), now=now), policy=with_rules(positive_sum=use))
    assert found.verb is verb
    shown = {finding.rule for finding in findings(found)}
    assert ("canary_drift" in shown) is (use != "off")


@pytest.mark.parametrize(
    ("peak", "active", "verb"),
    [
        (19.999, 0.99, Verb.HOLD),
        (20.001, 0.99, Verb.PROMOTE),
        (20.001, 0.9301, Verb.PROMOTE),
        (20.001, 0.9299, Verb.HOLD),
        (NAN, 0.99, Verb.HOLD),
        (20.001, NAN, Verb.HOLD),
    ],
)
def test_live_asks_for_the_largest_e_and_for_a_sure_set(
    peak: float, active: float, verb: Verb
) -> None:
    now = replace(STRONG, peak_log_e=log(peak), active=active)
    found = judge_one(replace(agent(), now=now), at(MemoryTree(), a=Stage.CANARY))
    assert found.verb is verb


def test_live_by_the_gates_alone_still_asks_for_views_that_were_held() -> None:
    policy = with_rules(canary="skip", live="gates")
    assert judge_one(agent(), policy=policy).stage is Stage.LIVE
    unseen = replace(agent(), now=None)
    assert judge_one(unseen, policy=policy).verb is Verb.HOLD


def test_every_gate_that_gates_is_asked_for() -> None:
    assert asked(judge_one(agent())) >= {
        "error_rate",
        "latency_p95_ms",
        "cost_per_signal_usd",
        "value_over_cost",
        "confidence_decay",
        "data_fresh",
        "kill_flags",
        "class_status",
        "breach_latches",
        "portfolio_drawdown_bps",
        "older_slot",
        "ceiling_spent",
        "days_held",
        "canary_e_value",
        "canary_drift",
    }


@pytest.mark.parametrize(
    "worse",
    [
        replace(GOOD, runs=replace(GOOD.runs, error_bound=known(0.101))),
        replace(GOOD, runs=replace(GOOD.runs, error_bound=known(None))),
        replace(GOOD, runs=replace(GOOD.runs, error_bound=known(NAN))),
        replace(GOOD, runs=replace(GOOD.runs, latency_p95_ms=known(30_001.0))),
        replace(GOOD, runs=replace(GOOD.runs, value_over_cost=known(1.0))),
        Measures(),
    ],
)
def test_one_gate_that_does_not_pass_is_enough_to_hold(worse: Measures) -> None:
    assert judge_one(replace(agent(), measures=worse)).verb is Verb.HOLD
