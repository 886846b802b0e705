"""A round judges again what may have changed, and only that."""

from dataclasses import replace

import pytest

from bot.commands.gate import gate_all
from bot.commands.gating.remembering import Shelf
from bot.effects.merge_check import NAME
from bot.errors import CannotReach
from bot.ports.forge.checks import NewStatus, StatusState
from bot.ports.store import Store
from bot.state.documents import load
from bot.state.verdicts import VERDICTS
from tests.adapters.forge.conftest import founded, local, local_forge
from tests.commands.gating.test_gate import (
    ASKED,
    HELD,
    KILL,
    LATCHED,
    LOOSER,
    UP,
    Yard,
    yard,
)
from tests.fakes.store import MemoryStore

__all__ = ["founded", "local", "local_forge", "yard"]  # fixtures


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def judged(yard: Yard, store: MemoryStore) -> list[int]:
    """Hold a sitting, and name the requests that were judged in it."""
    keeper = replace(yard.keeper, shelf=Shelf(lambda: store))
    assert gate_all(keeper) == 0
    verdicts = yard.output.results[-1]["verdicts"]
    assert isinstance(verdicts, list)
    return [one["number"] for one in verdicts]


def test_nothing_is_judged_twice_while_nothing_changes(yard: Yard, store: MemoryStore) -> None:
    numbers = [yard.pull(name, files).number for name, files in (("rise", UP), ("kill", KILL))]
    assert judged(yard, store) == numbers
    commits = len(store.messages)
    assert judged(yard, store) == []
    assert len(store.messages) == commits
    assert len(yard.output.summaries) == 1


def test_what_raises_is_judged_again_when_the_fleet_stands_otherwise(
    yard: Yard, store: MemoryStore
) -> None:
    rise, _ = yard.pull("rise", UP), yard.pull("kill", KILL)
    judged(yard, store)
    for standing in (HELD, LATCHED, ASKED):
        yard.standing = standing
        assert judged(yard, store) == [rise.number]
        assert judged(yard, store) == []


def test_all_are_when_the_base_has_moved(yard: Yard, store: MemoryStore) -> None:
    numbers = [yard.pull(name, files).number for name, files in (("rise", UP), ("kill", KILL))]
    judged(yard, store)
    yard.put("main", {"README.md": "new\n"})
    assert judged(yard, store) == numbers
    assert judged(yard, store) == []


def test_a_new_head_is(yard: Yard, store: MemoryStore) -> None:
    kill = yard.pull("kill", KILL)
    judged(yard, store)
    yard.put("kill", {"x.txt": "x\n"})
    assert judged(yard, store) == [kill.number]


def test_a_verdict_that_was_overwritten_by_our_own_name_is_set_right(
    yard: Yard, store: MemoryStore
) -> None:
    """Other workflows of the repository write by the same name."""
    yard.standing = HELD
    rise = yard.pull("rise", UP)
    judged(yard, store)
    yard.bot.set_status(rise.head_sha, NewStatus(NAME, StatusState.FAILURE, "Blocked: who knows"))
    assert judged(yard, store) == [rise.number]


def test_what_could_not_be_judged_is_judged_again(
    yard: Yard, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull = yard.pull("loose", LOOSER)

    def fails(*_: object) -> None:
        raise CannotReach("the state", "it is away", "Wait.")

    with monkeypatch.context() as patched:
        patched.setattr(Yard, "_judge", fails)
        assert judged(yard, store) == [pull.number]
        assert judged(yard, store) == [pull.number]
    assert judged(yard, store) == [pull.number]
    assert judged(yard, store) == []


def test_without_a_memory_all_that_touches_policies_is_judged(yard: Yard) -> None:
    def away() -> Store:
        raise CannotReach("the state", "it is away", "Wait.")

    yard.pull("kill", KILL)
    keeper = replace(yard.keeper, shelf=Shelf(away))
    for _ in range(2):
        assert gate_all(keeper) == 0
    said = [str(one) for one in yard.output.said if one.startswith("Judged")]
    assert said == ["Judged 1 of 1 open pull request; the others stand as they were."] * 2


def test_requests_that_are_gone_are_forgotten(yard: Yard, store: MemoryStore) -> None:
    kill = yard.pull("kill", KILL)
    judged(yard, store)
    assert set(load(store.tree(), VERDICTS).pulls) == {str(kill.number)}
    yard.world.owner.close_pull(kill.number)
    judged(yard, store)
    assert load(store.tree(), VERDICTS).pulls == {}
