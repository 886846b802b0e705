"""The four signs, and how long they must stand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.decision import Verb
from bot.decisions.finding import Outcome
from bot.decisions.lifecycle import decide
from bot.decisions.signs import count, period_of, votes
from bot.policy.retirement import TwoOfFour
from bot.state.decisions import Signs
from bot.stats.confidence import Confidence
from bot.stats.measured import Measured
from bot.stats.measures import Alpha, Measures, Runs, Views
from bot.words.instant import parse
from bot.words.stage import Stage
from tests.decisions.judged_fleet import (
    DAY,
    GOOD,
    NAN,
    NOW,
    QUICK,
    agent,
    cycle,
    facts,
    known,
    memory_of,
    stage_in,
)
from tests.fakes.store import MemoryTree

PASS, FAIL = Outcome.PASS, Outcome.FAIL
INCONCLUSIVE, ERROR = Outcome.INCONCLUSIVE, Outcome.ERROR
RULE = QUICK.retirement.two_of_four
ALPHA, CONFIDENCE, COST, MISMATCH = range(4)


def vote(sign: int, measures: Measures, rule: TwoOfFour = RULE) -> Outcome:
    return votes(measures, rule)[sign].outcome


def periods(*values: float | None, n: int = 100) -> tuple[Measured, ...]:
    return tuple(known(value, n) for value in values)


@pytest.mark.parametrize(
    ("alphas", "outcome"),
    [
        ((-1.0, -1.0, -1.0, -0.001), PASS),
        ((-1.0, -1.0, -1.0, 0.0), FAIL),
        ((-1.0, -1.0, -1.0, 0.001), FAIL),
        ((-1.0, -1.0, -1.0, -1.0, 50.0), PASS),
        ((50.0, -1.0, -1.0, -1.0, -1.0), FAIL),
        ((-1.0, -1.0, -1.0), INCONCLUSIVE),
        ((-1.0, None, -1.0, -1.0), INCONCLUSIVE),
        ((-1.0, NAN, -1.0, -1.0), ERROR),
        ((), INCONCLUSIVE),
    ],
)
def test_alpha_must_be_negative_in_each_of_four_periods(
    alphas: tuple[float | None, ...], outcome: Outcome
) -> None:
    assert vote(ALPHA, Measures(alpha=Alpha(periods_bps=periods(*alphas)))) is outcome


@pytest.mark.parametrize(
    ("confidence", "outcome"),
    [
        (Confidence(0.499, (1.0,)), PASS),
        (Confidence(0.5, (1.0,)), FAIL),
        (Confidence(0.501, (1.0,)), FAIL),
        (Confidence(), INCONCLUSIVE),
        (Confidence(0.4, ()), PASS),
        (Confidence(NAN, (1.0,)), ERROR),
    ],
)
def test_confidence_decay_above_half(confidence: Confidence, outcome: Outcome) -> None:
    assert vote(CONFIDENCE, Measures(confidence=confidence)) is outcome


@pytest.mark.parametrize(
    ("earned", "limit", "outcome"),
    [
        (0.999, 1.0, PASS),
        (1.0, 1.0, FAIL),
        (1.001, 1.0, FAIL),
        (-3.0, 1.0, PASS),
        (0.499, 2.0, PASS),
        (0.501, 2.0, FAIL),
        (1000.0, 0.0, PASS),
        (None, 1.0, INCONCLUSIVE),
        (NAN, 1.0, ERROR),
    ],
)
def test_cost_above_value(earned: float | None, limit: float, outcome: Outcome) -> None:
    rule = RULE.model_copy(update={"cost_over_value_above": limit})
    assert vote(COST, Measures(runs=Runs(value_over_cost=known(earned))), rule) is outcome


@pytest.mark.parametrize(
    ("shares", "n", "outcome"),
    [
        ((0.501, 0.501), 10, PASS),
        ((0.501, 0.5), 10, FAIL),
        ((0.5, 0.501), 10, FAIL),
        ((0.9, 0.9), 9, INCONCLUSIVE),
        ((0.9,), 10, INCONCLUSIVE),
        ((0.9, None), 10, INCONCLUSIVE),
        ((0.9, NAN), 10, ERROR),
    ],
)
def test_mismatch_must_be_repeated(
    shares: tuple[float | None, ...], n: int, outcome: Outcome
) -> None:
    views = Views(mismatch_periods=periods(*shares, n=n))
    assert vote(MISMATCH, Measures(views=views)) is outcome


def test_who_has_shown_nothing_casts_no_vote() -> None:
    assert {found.outcome for found in votes(Measures(), RULE)} == {INCONCLUSIVE}


def after(*stands: bool, clear: int = 3) -> Signs:
    signs, bad = Signs(), votes(BAD, RULE)
    for stood in stands:
        signs = count(signs, bad if stood else (), 2, clear)
    return signs


BAD = replace(
    GOOD,
    alpha=Alpha(periods_bps=periods(*[-1.0] * 4)),
    confidence=Confidence(0.4, (-30.0,) * 10),
)


@pytest.mark.parametrize(
    ("stands", "stood", "marked"),
    [
        ((), 0, False),
        ((True,), 1, True),
        ((True, True), 2, True),
        ((True, False), 0, True),
        ((True, False, True), 1, True),
        ((True, False, False), 0, True),
        ((True, False, False, False), 0, False),
        ((True, False, False, True, False, False), 0, True),
        ((False,), 0, False),
    ],
)
def test_hysteresis(stands: tuple[bool, ...], stood: int, marked: bool) -> None:  # noqa: FBT001
    signs = after(*stands)
    assert (signs.stood, signs.marked) == (stood, marked)


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 5))
def test_a_mark_is_lifted_only_by_enough_good_periods(stands: list[bool], clear: int) -> None:
    expected = any(stands[-clear:]) if len(stands) >= clear else any(stands)
    assert after(*stands, clear=clear).marked is expected


@pytest.mark.parametrize(
    ("moment", "days", "begin"),
    [
        ("1970-01-01T00:00:00Z", 7, "1970-01-01T00:00:00Z"),
        ("1970-01-07T23:59:59.999Z", 7, "1970-01-01T00:00:00Z"),
        ("1970-01-08T00:00:00Z", 7, "1970-01-08T00:00:00Z"),
        ("2026-11-21T06:30:00Z", 7, "2026-11-19T00:00:00Z"),
        ("2026-11-21T06:30:00Z", 1, "2026-11-21T00:00:00Z"),
    ],
)
def test_periods_are_counted_from_the_epoch(moment: str, days: int, begin: str) -> None:
    assert period_of(parse(moment), days) == parse(begin)


def test_signs_are_counted_once_a_period_and_end_the_agent_when_they_last() -> None:
    """The first look of all counts nothing; then watched for a week, retired in the next."""
    tree, one = MemoryTree(), replace(agent(), measures=BAD, ceiling=Stage.SHADOW)
    looks = [cycle(tree, facts([one], tree, NOW + day * DAY), QUICK) for day in range(22)]
    verbs = [judged.decisions["a"].verb for judged in looks]
    assert verbs[:5] == [Verb.PROMOTE] * 5
    assert verbs[5:12] == [Verb.WATCH] * 7
    assert verbs[12:] == [Verb.RETIRE] + [Verb.HOLD] * 9
    assert stage_in(tree, "a") is Stage.RETIRED
    assert memory_of(tree).decisions.agents["a"].signs == Signs()


def test_hours_within_a_period_count_nothing() -> None:
    tree, one = MemoryTree(), replace(agent(), measures=BAD)
    for hour in range(48):
        cycle(tree, facts([one], tree, NOW + timedelta(hours=hour)), QUICK)
    assert memory_of(tree).decisions.agents["a"].signs == Signs()


@pytest.mark.parametrize(("use", "verb"), [("advise", Verb.PROMOTE), ("off", Verb.PROMOTE)])
def test_advice_ends_nobody(use: str, verb: Verb) -> None:
    rule = RULE.model_copy(update={"use": use})
    retirement = QUICK.retirement.model_copy(update={"two_of_four": rule})
    policy = replace(QUICK, retirement=retirement)
    tree, one = MemoryTree(), replace(agent(), measures=BAD, ceiling=Stage.SHADOW)
    for week in range(5):
        seen = facts([one], tree, NOW + week * 7 * DAY)
        assert cycle(tree, seen, policy).decisions["a"].verb is verb


def test_a_fresh_epoch_begins_without_signs() -> None:
    tree, one = MemoryTree(), replace(agent(), measures=BAD)
    for week in range(2):
        cycle(tree, facts([one], tree, NOW + week * 7 * DAY), QUICK)
    before = memory_of(tree)
    assert before.decisions.agents["a"].signs.stood == 1
    seen = facts([one], tree, NOW + 8 * DAY)
    states = seen.states.model_copy(
        update={"agents": {"a": seen.states.agent("a").model_copy(update={"epoch": 2})}}
    )
    later = decide(QUICK, replace(seen, states=states), before)
    assert later.memory.decisions.agents["a"].signs == Signs()
