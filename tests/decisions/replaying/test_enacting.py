"""What people did on record is done again by a replay, at its moment."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.decisions.replaying.enacting import enacted
from bot.state.agents import AGENTS
from bot.state.audit.people import HumanAct
from bot.state.documents import load
from bot.state.in_memory import MemoryTree
from bot.state.kill_switch import ALL, KILL_SWITCH, for_agent, for_class
from bot.state.standing import standing
from bot.words.instant import EPOCH
from bot.words.stage import Stage

ANN = for_agent("ann")


def act(button: str, target: str = ANN) -> HumanAct:
    return HumanAct(EPOCH + timedelta(hours=1), "zoe", button, target, "looks odd")


def after(*acts: HumanAct) -> MemoryTree:
    tree = MemoryTree()
    for one in acts:
        tree.run(enacted(one, load(tree, AGENTS), load(tree, KILL_SWITCH)))
    return tree


def stage(tree: MemoryTree) -> Stage:
    return standing(load(tree, AGENTS), load(tree, KILL_SWITCH), "ann", "trend").stage


@pytest.mark.parametrize(
    ("buttons", "stands"),
    [
        (["kill"], Stage.KILLED),
        (["pause"], Stage.PAUSED),
        (["kill", "revive"], Stage.SHADOW),
        (["kill", "release"], Stage.KILLED),
        (["pause", "kill", "revive"], Stage.PAUSED),
        (["kill", "revive", "kill"], Stage.KILLED),
    ],
)
def test_a_button_does_what_it_did(buttons: Sequence[str], stands: Stage) -> None:
    assert stage(after(*map(act, buttons))) is stands


@pytest.mark.parametrize("target", [for_class("trend"), ALL])
def test_a_class_and_the_fleet_are_stopped_and_let_go(target: str) -> None:
    assert stage(after(act("kill", target))) is Stage.KILLED
    assert stage(after(act("kill", target), act("revive", target))) is not Stage.KILLED


def test_the_mode_holds_the_fleet_at_shadow_until_it_is_live() -> None:
    held = load(after(act("mode shadow", ALL)), KILL_SWITCH).switch(ALL).holds
    assert [one.stage for one in held.values()] == [Stage.SHADOW]
    freed = after(act("mode shadow", ALL), act("mode live", ALL))
    assert not load(freed, KILL_SWITCH).switch(ALL).holds


def test_lifting_nothing_does_nothing() -> None:
    for button in ("revive", "release", "mode live", "unheard of"):
        assert not after(act(button)).files
