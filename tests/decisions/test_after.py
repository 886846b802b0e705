"""Nobody may do more than the safest who has a say allows."""

from dataclasses import replace

import pytest

from bot.decisions.after import STOPPED, stages_after
from bot.decisions.facts import AgentFacts
from bot.decisions.judgement import BreachAct, ClassVerdict
from bot.state.kill_switch import KillSwitch, Switch
from bot.state.strategies import Strategy
from bot.words.stage import Stage
from tests.decisions.fleet import NOW, agent, facts, held, judged

CANARY, LIVE, SHADOW = Stage.CANARY, Stage.LIVE, Stage.SHADOW
A = agent("a")


def switched(target: str, stage: Stage) -> KillSwitch:
    return KillSwitch(entries={target: Switch(holds={"cause": held(stage)})})


@pytest.mark.parametrize(
    ("one", "decided", "after"),
    [
        (A, LIVE, LIVE),
        (A, Stage.DEMOTED, Stage.DEMOTED),
        (agent("a", SHADOW), CANARY, CANARY),
        (agent("a", Stage.DEMOTED), CANARY, CANARY),
        (agent("a", Stage.PAUSED), CANARY, Stage.PAUSED),
        (agent("a", Stage.KILLED), LIVE, Stage.KILLED),
        (replace(A, ceiling=SHADOW), LIVE, SHADOW),
        (replace(A, listed="fills look wrong"), LIVE, Stage.KILLED),
    ],
)
def test_a_decision_within_its_limits(one: AgentFacts, decided: Stage, after: Stage) -> None:
    given = facts(one)
    assert stages_after(given, judged(given, stages={"a": decided})) == {"a": after}


@pytest.mark.parametrize("target", ["all", "agent:a", "class:momentum"])
@pytest.mark.parametrize("stage", [Stage.KILLED, Stage.PAUSED, SHADOW, CANARY])
def test_no_decision_lifts_a_switch(target: str, stage: Stage) -> None:
    given = facts(A, switches=switched(target, stage))
    assert stages_after(given, judged(given)) == {"a": stage}


def test_the_latch_of_a_breach_limits_nobody() -> None:
    given = facts(A, switches=switched("all", LIVE))
    assert stages_after(given, judged(given)) == {"a": LIVE}


def test_who_was_not_judged_does_not_trade() -> None:
    given = facts(A)
    assert stages_after(given, judged(facts())) == {"a": SHADOW}


def test_a_class_that_is_killed_takes_its_agents_with_it() -> None:
    given = facts(A)
    verdict = ClassVerdict("momentum", Strategy(status="killed"))
    assert stages_after(given, judged(given, classes={"momentum": verdict})) == {"a": Stage.KILLED}


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({"killed": ("a",)}, Stage.KILLED),
        ({"quarantined": ("a",)}, Stage.QUARANTINED),
        ({"demoted": ("a",)}, Stage.DEMOTED),
        ({"demoted": ("a",), "pauses": True}, Stage.PAUSED),
        ({}, LIVE),
    ],
)
def test_a_breach_bites_in_the_same_look(change: dict[str, object], after: Stage) -> None:
    given = facts(A)
    breach = replace(BreachAct(NOW, 260.0, 250.0, (), {}), **change)  # type: ignore[arg-type]
    assert stages_after(given, judged(given, breach=breach)) == {"a": after}


def test_what_stops_an_agent() -> None:
    assert {Stage.KILLED, Stage.RETIRED, Stage.QUARANTINED, Stage.PAUSED} == STOPPED
