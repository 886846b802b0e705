from datetime import datetime, timedelta

import pytest

from bot.commands.running.leave import Leave
from bot.errors import CannotReach
from bot.ports.agents import Task
from bot.state.kill_switch import ThrowSwitch, for_agent
from bot.words.stage import Stage
from tests.commands.running.fleet import NOW, policy
from tests.fakes.store import MemoryStore, MemoryTree

TASK = Task("hourly", "r", "agents.hourly:run", {}, 1.0, 64)
KILL = ThrowSwitch(for_agent("hourly"), Stage.KILLED, "manual", NOW, "fills look wrong", "kim")


class Killing(MemoryStore):
    """Its state has a kill that the state in hand has not."""

    def tree(self) -> MemoryTree:
        return MemoryTree().run([KILL])


class Unreachable(MemoryStore):
    def tree(self) -> MemoryTree:
        raise CannotReach("the state", "no route to host")


def leave(store: MemoryStore, waited: float) -> Leave:
    moment: datetime = NOW + timedelta(seconds=waited)
    return Leave(store, policy(), lambda: moment, MemoryTree(), NOW)


def test_a_kill_that_came_while_it_waited_holds_it_back() -> None:
    asked = leave(Killing(), 60)
    assert not asked(TASK)
    assert asked.refused["hourly"].startswith("killed: fills look wrong (kim, ")


def test_what_was_just_read_is_not_read_again() -> None:
    assert leave(Killing(), 9)(TASK)


@pytest.mark.parametrize(("waited", "granted"), [(9, True), (11, False)])
def test_a_state_that_nobody_can_read_grants_nothing(waited: float, granted: bool) -> None:  # noqa: FBT001
    asked = leave(Unreachable(), waited)
    assert asked(TASK) == granted
    assert (
        granted or "nobody knows whether it may: Cannot reach the state" in asked.refused["hourly"]
    )
