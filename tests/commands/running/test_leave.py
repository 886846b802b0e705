import pytest

from bot.commands.running.leave import Leave
from bot.commands.running.tasks import Ground
from bot.errors import CannotReach
from bot.ports.agents import Task
from bot.state.kill_switch import ThrowSwitch, for_agent
from bot.words.stage import Stage
from tests.commands.running.fleet import NOW, policy
from tests.fakes.store import MemoryStore, MemoryTree

TASK = Task("hourly", "r", "agents.hourly:run", {}, 1.0, 64)
KILL = ThrowSwitch(for_agent("hourly"), Stage.KILLED, "manual", NOW, "fills look wrong", "kim")
EMPTY = b"v: 1\n"


class Changing(MemoryStore):
    """Its state is another at every question, or out of reach once there is none left."""

    def __init__(self, *trees: MemoryTree) -> None:
        super().__init__()
        self.trees = iter(trees)

    def tree(self) -> MemoryTree:
        for tree in self.trees:
            return tree
        raise CannotReach("the state", "no route to host")


def leave(store: MemoryStore, kill_list: bytes | None = EMPTY, *, in_place: bool = False) -> Leave:
    ground = Ground(policy(), {}, NOW, simulated=False, in_place=in_place)
    return Leave(store, ground, lambda: kill_list)


def test_a_kill_that_was_pressed_since_the_last_start_holds_it_back() -> None:
    asked = leave(Changing(MemoryTree(), MemoryTree().run([KILL])))
    assert asked(TASK)
    assert asked(TASK) is None
    assert asked.refused["hourly"].startswith("killed: fills look wrong (kim, ")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("v: 1\nall: true\n", "killed: policies/kill_list.yml now stops everything"),
        (
            "v: 1\nagents: [{name: hourly, reason: it lies, by: kim}]\n",
            "killed: policies/kill_list.yml now stops the agent hourly (it lies)",
        ),
        (
            "v: 1\nstrategy_classes: [{name: momentum, reason: crowded, by: kim}]\n",
            "killed: policies/kill_list.yml now stops the strategy class momentum (crowded)",
        ),
        ("agents: [", "Cannot read the kill list, so everything is stopped"),
        ("", "Cannot read the kill list, so everything is stopped"),
    ],
)
def test_a_kill_that_was_merged_since_holds_it_back(text: str, why: str) -> None:
    asked = leave(MemoryStore(), text.encode())
    assert asked(TASK) is None
    assert asked.refused["hourly"].startswith(why)


def test_the_kill_of_another_holds_nobody_back() -> None:
    assert leave(MemoryStore(), b"v: 1\nagents: [{name: coded, reason: x, by: kim}]\n")(TASK)


def test_what_nobody_can_read_grants_nothing() -> None:
    asked = leave(Changing())
    assert asked(TASK) is None
    assert "nobody knows whether it may: Cannot reach the state" in asked.refused["hourly"]


def test_it_takes_the_lease_and_the_kill_list_of_now_along() -> None:
    first, second = (MemoryTree({"state/gate.json": text}) for text in (b"first", b"second"))
    asked = leave(Changing(first, second))
    papers = [(task.lease, task.kill_list) for task in map(asked, (TASK, TASK)) if task]
    assert papers == [(b"first", EMPTY), (b"second", EMPTY)]


def test_what_lies_where_it_looks_by_itself_is_not_given_again() -> None:
    store = Changing(MemoryTree({"state/gate.json": b"the lease"}))
    assert leave(store, in_place=True)(TASK) == TASK
