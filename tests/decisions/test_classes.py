"""Strategy classes: active, deprecated, killed."""

from dataclasses import replace

import pytest

from bot.decisions.decision import Verb
from bot.policy.kill_list import Kill, KillList
from bot.policy.policy import Policy
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH, ReleaseSwitch, ThrowSwitch
from bot.state.strategies import Strategy
from bot.stats.confidence import Confidence
from bot.stats.measures import Alpha, Measures, Trades
from bot.words.stage import Stage
from tests.decisions.judged_fleet import (
    DAY,
    GOOD,
    NOW,
    QUICK,
    agent,
    cycle,
    facts,
    known,
    memory_of,
)
from tests.fakes.store import MemoryTree

ONE_SIGN = replace(GOOD, confidence=Confidence(0.4, (-30.0,) * 10))
TWO_SIGNS = replace(ONE_SIGN, alpha=Alpha(periods_bps=(known(-1.0),) * 4))
SHADOW_ONLY = replace(agent(), ceiling=Stage.SHADOW)


def weeks(tree: MemoryTree, *shown: Measures, policy: Policy = QUICK, begin: int = 0) -> list[str]:
    """Judge once a week, and give the status after each; the first look counts nothing."""
    found: list[str] = []
    for week, measures in enumerate(shown, begin):
        seen = facts([SHADOW_ONLY], tree, NOW + week * 7 * DAY)
        cycle(tree, replace(seen, classes={"momentum": measures}), policy)
        found.append(status(tree).status)
    return found


def status(tree: MemoryTree) -> Strategy:
    return memory_of(tree).strategies.classes["momentum"]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([GOOD] * 4, ["active"] * 4),
        ([ONE_SIGN] * 4, ["active", "active", "deprecated", "deprecated"]),
        ([TWO_SIGNS] * 4, ["active", "active", "killed", "killed"]),
        ([ONE_SIGN, ONE_SIGN, GOOD, ONE_SIGN], ["active"] * 4),
        (
            [ONE_SIGN, ONE_SIGN, ONE_SIGN, GOOD, GOOD, GOOD],
            ["active", "active", "deprecated", "deprecated", "deprecated", "active"],
        ),
        ([ONE_SIGN, ONE_SIGN, TWO_SIGNS, TWO_SIGNS], ["active", "active", "deprecated", "killed"]),
    ],
)
def test_signs_must_last(shown: list[Measures], expected: list[str]) -> None:
    assert weeks(MemoryTree(), *shown) == expected


@pytest.mark.parametrize(("trades", "ends"), [(59, "active"), (60, "killed"), (61, "killed")])
def test_too_few_trades_judge_no_class(trades: int, ends: str) -> None:
    shown = replace(TWO_SIGNS, trades=Trades(pnl_sum_bps=known(-900.0, trades)))
    assert weeks(MemoryTree(), *[shown] * 4)[-1] == ends


@pytest.mark.parametrize("use", ["advise", "off"])
def test_advice_ends_no_class(use: str) -> None:
    rule = QUICK.retirement.strategy_class.model_copy(update={"use": use})
    retirement = QUICK.retirement.model_copy(update={"strategy_class": rule})
    policy = replace(QUICK, retirement=retirement)
    assert weeks(MemoryTree(), *[TWO_SIGNS] * 4, policy=policy) == ["active"] * 4


def test_a_killed_class_stops_its_agents_for_good() -> None:
    tree = MemoryTree()
    weeks(tree, TWO_SIGNS, TWO_SIGNS)
    seen = facts([agent()], tree, NOW + 14 * DAY)
    judged = cycle(tree, replace(seen, classes={"momentum": TWO_SIGNS}), QUICK)
    assert judged.decisions["a"].verb is Verb.KILL
    assert judged.decisions["a"].why == "Killed: its strategy class was killed."
    holds = load(tree, KILL_SWITCH).switch("class:momentum").holds
    assert holds["two-of-four"].stage is Stage.KILLED
    reason = "alpha below 0 and confidence decayed, for 2 periods on end"
    assert holds["two-of-four"].reason == status(tree).reason == reason
    assert weeks(tree, GOOD, GOOD, GOOD, GOOD, begin=3) == ["killed"] * 4
    later = cycle(tree, facts([agent()], tree, NOW + 60 * DAY)).decisions["a"]
    assert (later.verb, later.stage) == (Verb.HOLD, Stage.KILLED)


def test_a_deprecated_class_takes_no_newcomers() -> None:
    tree = MemoryTree()
    weeks(tree, ONE_SIGN, ONE_SIGN, ONE_SIGN)
    seen = facts([agent()], tree, NOW + 15 * DAY)
    found = cycle(tree, replace(seen, classes={"momentum": ONE_SIGN}), QUICK).decisions["a"]
    assert found.verb is Verb.HOLD
    assert found.why == "Held in shadow: its strategy class takes no newcomers."


def test_what_people_stopped_is_killed_and_what_they_revive_begins_anew() -> None:
    tree = MemoryTree()
    kill = ThrowSwitch("class:momentum", Stage.KILLED, "human-kill", NOW, "crowded", "rita")
    tree.run([kill])
    assert weeks(tree, GOOD) == ["killed"]
    assert status(tree).reason == "crowded (rita)"
    tree.run([ReleaseSwitch("class:momentum", 2)])
    assert weeks(tree, GOOD, begin=1) == ["active"]
    assert status(tree).reason == "revived by people"


def test_the_kill_list_kills_a_class() -> None:
    listed = KillList(v=1, strategy_classes=(Kill(name="momentum", reason="crowded", by="kim"),))
    policy = replace(QUICK, kill_list=listed)
    tree = MemoryTree()
    assert weeks(tree, GOOD, policy=policy) == ["killed"]
    assert status(tree).reason == "crowded (kim, kill_list.yml)"
    assert weeks(tree, GOOD, begin=1) == ["active"]
