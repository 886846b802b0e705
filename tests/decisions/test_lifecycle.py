"""Every rule together: the most restrictive holds, and a rise needs all of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.decisions.decision import Verb
from bot.decisions.judgement import Memory
from bot.decisions.lifecycle import decide
from bot.stats.standing import Standing
from bot.words.stage import Stage
from tests.decisions.judged_fleet import (
    DEFAULT,
    NAN,
    NOTHING,
    NOW,
    STRONG,
    WEAK,
    agent,
    at,
    facts,
    judge_one,
)
from tests.fakes.store import MemoryTree


@pytest.mark.parametrize(
    ("ceiling", "stage", "asks"),
    [
        (Stage.SHADOW, Stage.SHADOW, Stage.CANARY),
        (Stage.CANARY, Stage.CANARY, None),
        (Stage.LIVE, Stage.CANARY, None),
    ],
)
def test_a_rise_goes_one_step_and_no_further_than_people_allow(
    ceiling: Stage, stage: Stage, asks: Stage | None
) -> None:
    found = judge_one(replace(agent(), ceiling=ceiling))
    assert (found.verb, found.stage, found.asks) == (Verb.PROMOTE, stage, asks)


@pytest.mark.parametrize(
    "now",
    [None, NOTHING, WEAK, replace(STRONG, log_e=NAN), replace(STRONG, drift=NAN)],
)
def test_without_evidence_nobody_rises(now: Standing | None) -> None:
    assert judge_one(replace(agent(), now=now)).verb is Verb.HOLD


@pytest.mark.parametrize("age", [None, timedelta(minutes=181), timedelta(minutes=-1)])
def test_stale_data_never_promotes(age: timedelta | None) -> None:
    one = facts([agent()])
    newest = None if age is None else NOW - age
    stale = replace(one, market=replace(one.market, newest_price=newest))
    assert decide(DEFAULT, stale, Memory()).decisions["a"].verb is Verb.HOLD


def test_an_older_slot_promotes_nobody() -> None:
    judged = decide(DEFAULT, facts([agent()]), Memory(), newest=False)
    assert judged.decisions["a"].verb is Verb.HOLD


@pytest.mark.parametrize("stage", [Stage.CANARY, Stage.LIVE])
def test_a_lost_edge_demotes(stage: Stage) -> None:
    tree = at(MemoryTree(), a=stage)
    found = judge_one(replace(agent(), midnight=replace(STRONG, dead=0.86)), tree)
    assert (found.verb, found.stage) == (Verb.DEMOTE, Stage.DEMOTED)
    assert found.why == "Demoted: the chance that its edge is gone is 0.86, above 0.8."
