"""What an agent's own record costs it, at, just above and just below each limit."""

from dataclasses import replace
from datetime import timedelta
from math import log

import pytest

from bot.decisions.decision import Verb
from bot.decisions.judgement import Memory
from bot.decisions.lifecycle import decide
from bot.policy.policy import Policy
from bot.stats.measures import Runs, Trades
from bot.words.stage import Stage
from tests.decisions.judged_fleet import (
    DAY,
    DEFAULT,
    GOOD,
    MIDNIGHT,
    NAN,
    NOTHING,
    STRONG,
    agent,
    at,
    facts,
    judge_one,
    known,
)
from tests.fakes.store import MemoryTree


def demotion(rule: str) -> Policy:
    rules = DEFAULT.promotion
    update = {"demotion": rules.demotion.model_copy(update={"rule": rule})}
    return replace(DEFAULT, promotion=rules.model_copy(update=update))


def retirement(section: str, use: str) -> Policy:
    rules = DEFAULT.retirement
    part = getattr(rules, section).model_copy(update={"use": use})
    return replace(DEFAULT, retirement=rules.model_copy(update={section: part}))


@pytest.mark.parametrize(
    ("dead", "verb"),
    [
        (0.799, Verb.HOLD),
        (0.8, Verb.HOLD),
        (0.801, Verb.DEMOTE),
        (None, Verb.HOLD),
        (NAN, Verb.HOLD),
    ],
)
def test_the_filter_demotes_on_what_midnight_showed(dead: float | None, verb: Verb) -> None:
    one = replace(agent(), midnight=replace(STRONG, dead=dead), now=replace(STRONG, dead=0.99))
    assert judge_one(one, at(MemoryTree(), a=Stage.LIVE)).verb is verb


def test_a_midnight_before_the_rise_says_nothing_of_it() -> None:
    gone = replace(STRONG, dead=0.99)
    tree = at(MemoryTree(), a=Stage.LIVE)
    for rise, verb in (
        (MIDNIGHT - timedelta(hours=1), Verb.DEMOTE),
        (MIDNIGHT, Verb.DEMOTE),
        (MIDNIGHT + timedelta(minutes=1), Verb.HOLD),
    ):
        one = agent()
        risen = replace(one.hypothesis, rises=(MIDNIGHT - 9 * DAY, rise))
        assert judge_one(replace(one, midnight=gone, hypothesis=risen), tree).verb is verb


@pytest.mark.parametrize(
    ("level", "verb"),
    [
        (2.999, Verb.HOLD),
        (3.0, Verb.DEMOTE),
        (3.001, Verb.DEMOTE),
        (None, Verb.HOLD),
        (NAN, Verb.HOLD),
    ],
)
def test_cusum_demotes_at_any_hour(level: float | None, verb: Verb) -> None:
    one = replace(agent(), midnight=replace(STRONG, dead=0.99), now=replace(STRONG, decline=level))
    assert judge_one(one, at(MemoryTree(), a=Stage.LIVE), demotion("cusum")).verb is verb


def test_demotion_can_be_off_and_never_meets_the_shadow() -> None:
    one = replace(agent(), midnight=replace(STRONG, dead=0.99), ceiling=Stage.SHADOW)
    live = replace(one, ceiling=Stage.LIVE)
    assert judge_one(live, at(MemoryTree(), a=Stage.LIVE), demotion("off")).verb is Verb.HOLD
    assert judge_one(one).verb is Verb.PROMOTE


@pytest.mark.parametrize(
    ("e_value", "stage", "use", "verb"),
    [
        (19.999, Stage.SHADOW, "act", Verb.PROMOTE),
        (20.001, Stage.SHADOW, "act", Verb.RETIRE),
        (20.001, Stage.SHADOW, "advise", Verb.PROMOTE),
        (20.001, Stage.SHADOW, "off", Verb.PROMOTE),
        (20.001, Stage.CANARY, "act", Verb.HOLD),
        (20.001, Stage.LIVE, "act", Verb.HOLD),
        (NAN, Stage.SHADOW, "act", Verb.PROMOTE),
    ],
)
def test_futility_retires_in_the_shadow(e_value: float, stage: Stage, use: str, verb: Verb) -> None:
    now = replace(STRONG, futility_log_e=log(e_value), peak_log_e=1.0)
    found = judge_one(
        replace(agent(), now=now), at(MemoryTree(), a=stage), retirement("futility", use)
    )
    assert found.verb is verb


def test_who_held_nothing_is_not_futile() -> None:
    assert judge_one(replace(agent(), now=NOTHING)).verb is Verb.HOLD
    assert judge_one(replace(agent(), now=None, midnight=None)).verb is Verb.HOLD


@pytest.mark.parametrize(
    ("pnl", "errors", "killed"),
    [
        (-149.9, 0.0, False),
        (-150.0, 0.2, False),
        (-150.1, 0.0, True),
        (400.0, 0.201, True),
        (None, None, False),
        (NAN, NAN, False),
    ],
)
def test_literal_limits_kill_where_policy_says_so(
    pnl: float | None,
    errors: float | None,
    killed: bool,  # noqa: FBT001
) -> None:
    measures = replace(
        GOOD, trades=Trades(pnl_sum_bps=known(pnl)), runs=Runs(error_rate=known(errors))
    )
    one = replace(agent(), measures=measures)
    assert (judge_one(one, policy=retirement("kill", "act")).verb is Verb.KILL) is killed
    for use in ("advise", "off"):
        assert judge_one(one, policy=retirement("kill", use)).verb is not Verb.KILL


def test_the_most_restrictive_wins() -> None:
    """An agent that lost its edge and passes a literal kill limit is killed, not demoted."""
    lost = replace(GOOD, trades=Trades(pnl_sum_bps=known(-200.0)))
    one = replace(agent(), measures=lost, midnight=replace(STRONG, dead=0.9))
    seen = facts([one], at(MemoryTree(), a=Stage.LIVE))
    found = decide(retirement("kill", "act"), seen, Memory()).decisions["a"]
    assert (found.verb, found.stage) == (Verb.KILL, Stage.KILLED)
