from datetime import timedelta

import pytest

from bot.state.agents import Agents
from bot.state.documents import load
from bot.state.kill_switch import (
    ALL,
    KILL_SWITCH,
    KillSwitch,
    ReleaseSwitch,
    ThrowSwitch,
    for_agent,
    for_class,
)
from bot.state.standing import standing
from bot.state.tree import Operation
from bot.words import instant
from bot.words.stage import Stage
from tests.fakes.store import MemoryTree


def throw(target: str, stage: Stage = Stage.KILLED, hour: int = 0) -> ThrowSwitch:
    since = instant.EPOCH + timedelta(hours=hour)
    return ThrowSwitch(target, stage, "breach", since, "drawdown", "judge", {"bps": 262})


def after(*operations: Operation) -> KillSwitch:
    return load(MemoryTree().run(operations), KILL_SWITCH)


@pytest.mark.parametrize(
    ("target", "stage"),
    [
        (for_agent("a"), Stage.KILLED),
        (for_class("trend"), Stage.KILLED),
        (ALL, Stage.KILLED),
        (for_agent("b"), Stage.SHADOW),
        (for_class("a"), Stage.SHADOW),
    ],
)
def test_a_switch_reaches_its_agents(target: str, stage: Stage) -> None:
    assert standing(Agents(), after(throw(target)), "a", "trend").stage is stage


def test_the_safest_switch_decides() -> None:
    switches = after(throw(ALL, Stage.PAUSED), throw(for_class("trend")))
    record = standing(Agents(), switches, "a", "trend")
    assert (record.stage, record.reason, record.evidence) == (
        Stage.KILLED,
        "drawdown",
        {"bps": 262},
    )
    assert standing(Agents(), switches, "b", "other").stage is Stage.PAUSED


@pytest.mark.parametrize(
    ("operations", "holds"),
    [
        ([throw(ALL), ReleaseSwitch(ALL, 2)], False),
        ([throw(ALL), ReleaseSwitch(ALL, 1)], True),
        ([throw(ALL), throw(ALL, hour=1), ReleaseSwitch(ALL, 2)], True),
        ([throw(ALL), ReleaseSwitch(ALL, 2), throw(ALL), ReleaseSwitch(ALL, 2)], True),
        ([throw(ALL), ReleaseSwitch(ALL, 2), throw(ALL), ReleaseSwitch(ALL, 4)], False),
        ([throw(ALL), ReleaseSwitch(for_agent("a"), 2)], True),
    ],
)
def test_a_release_ends_only_what_it_has_seen(operations: list[Operation], *, holds: bool) -> None:
    assert bool(list(after(*operations).on("a", "trend"))) is holds


def test_a_release_may_end_the_holds_of_some_stages_only() -> None:
    pause = ThrowSwitch(ALL, Stage.PAUSED, "human", instant.EPOCH, "holiday", "rosa")
    switches = after(throw(ALL), pause, ReleaseSwitch(ALL, 3, (Stage.PAUSED,)))
    assert [hold.stage for hold in switches.on("a", "trend")] == [Stage.KILLED]


def test_doing_it_again_writes_nothing() -> None:
    tree = MemoryTree().run([throw(ALL)])
    assert list(throw(ALL).apply(tree)) == []
    tree.run([ReleaseSwitch(ALL, 2)])
    assert list(ReleaseSwitch(ALL, 2).apply(tree)) == []
