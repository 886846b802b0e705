"""What keeps an agent where it is, one by one."""

from dataclasses import replace

import pytest

from bot.decisions.decision import Verb
from bot.decisions.judgement import Memory
from bot.decisions.lifecycle import decide
from bot.state.decisions import Decided
from bot.state.kill_switch import ThrowSwitch
from bot.state.lifecycle import LimitStage
from bot.state.tree import Operation
from bot.stats.curve import Curve
from bot.words.stage import Stage
from tests.decisions.judged_fleet import (
    DEFAULT,
    NAN,
    NOW,
    agent,
    facts,
    judge_one,
    remembering,
)
from tests.fakes.store import MemoryTree

KILLED = "Killed on 2026-11-21 by rita: martingale."


def throw(target: str, stage: Stage, cause: str = "human") -> ThrowSwitch:
    return ThrowSwitch(target, stage, cause, NOW, "martingale", "rita")


@pytest.mark.parametrize(
    ("operation", "stage", "why"),
    [
        (throw("agent:a", Stage.KILLED), Stage.KILLED, KILLED),
        (throw("class:momentum", Stage.KILLED), Stage.KILLED, KILLED),
        (throw("all", Stage.PAUSED), Stage.PAUSED, "Paused on 2026-11-21 by rita: martingale."),
        (
            LimitStage("a", Stage.RETIRED, "futility/1", NOW, "no edge", "governor"),
            Stage.RETIRED,
            "Retired on 2026-11-21: no edge.",
        ),
        (
            LimitStage("a", Stage.QUARANTINED, "x", NOW, "its code", "governor"),
            Stage.QUARANTINED,
            "Quarantined on 2026-11-21: its code.",
        ),
    ],
)
def test_who_is_stopped_is_held_there_with_the_reason(
    operation: Operation, stage: Stage, why: str
) -> None:
    found = judge_one(agent(), MemoryTree().run([operation]))
    assert (found.verb, found.stage, found.why) == (Verb.HOLD, stage, why)


def test_the_kill_list_holds() -> None:
    found = judge_one(replace(agent(), listed="a is killed: crowded (kim)"))
    assert (found.verb, found.stage) == (Verb.HOLD, Stage.KILLED)
    assert found.why == "Killed by kill_list.yml: a is killed: crowded (kim)."


def test_reasons_of_people_are_made_harmless() -> None:
    odd = ThrowSwitch("agent:a", Stage.KILLED, "human", NOW, "a\x1b[2Jb\u202ec", "ri\nta")
    found = judge_one(agent(), MemoryTree().run([odd]))
    assert found.why == "Killed on 2026-11-21 by ri\\u000ata: a\\u001b[2Jb\\u202ec."


def test_a_breach_that_nobody_released_freezes_rises_but_lets_agents_run() -> None:
    tree = MemoryTree().run([throw("all", Stage.LIVE, "breach/2026-11-20T00:00:00.000Z")])
    found = judge_one(agent(), tree)
    assert (found.verb, found.stage) == (Verb.HOLD, Stage.SHADOW)
    assert "governor release all" in found.why


@pytest.mark.parametrize(
    ("fell", "verb"), [(0.0, Verb.PROMOTE), (249.999, Verb.PROMOTE), (NAN, Verb.HOLD)]
)
def test_an_unknown_fall_of_the_portfolio_promotes_nobody(fell: float, verb: Verb) -> None:
    seen = replace(facts([agent()]), curve=Curve(since_reset_bps=fell))
    assert decide(DEFAULT, seen, Memory()).decisions["a"].verb is verb


@pytest.mark.parametrize(
    ("ceiling", "spent", "verb"),
    [
        (Stage.LIVE, None, Verb.PROMOTE),
        (Stage.LIVE, "2026-11-02T00:00:00.000Z", Verb.HOLD),
        (Stage.CANARY, "2026-11-02T00:00:00.000Z", Verb.HOLD),
        (Stage.SHADOW, "2026-11-02T00:00:00.000Z", Verb.PROMOTE),
    ],
)
def test_a_ceiling_is_spent_until_people_set_it_back(
    ceiling: Stage, spent: str | None, verb: Verb
) -> None:
    before = remembering(a=Decided(spent=spent))
    seen = facts([replace(agent(), ceiling=ceiling)])
    judged = decide(DEFAULT, seen, before)
    assert judged.decisions["a"].verb is verb
    kept = judged.memory.decisions.agents["a"].spent
    assert kept == (None if ceiling is Stage.SHADOW else spent)
