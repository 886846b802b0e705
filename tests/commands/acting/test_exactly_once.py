"""However often a run crashes, and however runs race: one comment, one pull request, one issue."""

from pathlib import Path

import pytest

from bot.state.report.report import Report
from tests.commands.acting.world import (
    Watch,
    World,
    die_at,
    dies,
    everything_once,
    found,
    nothing_twice,
    start,
)
from tests.effects.reports import usual
from tests.forked import ended

# Newer Pythons warn of forking beside threads; the children here start none and end by _exit.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
STEADY, MANY = 20, 1000
MAKING = ("create_comment", "open_issue", "open_pull", "commit_files")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    return found(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def writes(founded: World, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Name every write of an undisturbed cycle; before and after each is a moment."""
    watch, world = Watch(), founded.copy(tmp_path_factory.mktemp("count") / "world")
    assert world.apply(watch) == 0
    everything_once(world)
    assert {"commit_state", *MAKING} <= set(watch.writes)
    return watch.writes


def before(place: int) -> int:
    return 2 * place


def after(place: int) -> int:
    return 2 * place + 1


def crashed(founded: World, folder: Path, point: int) -> None:
    world = founded.copy(folder / f"{point}")
    assert dies(lambda: world.apply(die_at(point)))
    assert world.apply() == 0
    everything_once(world)
    quiet = Watch()
    assert world.apply(quiet) == 0
    assert quiet.writes == []


def raced(founded: World, folder: Path, point: int) -> Watch:
    """Let a whole other cycle happen at one moment of a cycle."""
    world, steps = founded.copy(folder / f"{point}"), iter(range(point, -1, -1))

    def rival(_: str) -> None:
        if next(steps, None) == 0:
            world.apply()

    second = Watch(rival, rival)
    assert world.apply(second) == 0
    nothing_twice(world)
    assert world.apply() == 0
    everything_once(world)
    quiet = Watch()
    world.apply(quiet)
    assert quiet.writes == []
    return second


def test_a_crash_after_each_kind_of_write_heals(
    founded: World, writes: list[str], tmp_path: Path
) -> None:
    for name in sorted(set(writes)):
        crashed(founded, tmp_path, after(writes.index(name)))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_crash_heals(founded: World, writes: list[str], tmp_path: Path) -> None:
    moments = 2 * len(writes)
    for point in range(moments):
        crashed(founded, tmp_path, point)
    world = founded.copy(tmp_path / "last")
    assert not dies(lambda: world.apply(die_at(moments))), "there are no more moments than these"


@pytest.mark.parametrize("making", MAKING)
def test_what_a_rival_makes_just_before_is_not_made_twice(
    founded: World, writes: list[str], tmp_path: Path, making: str
) -> None:
    raced(founded, tmp_path, before(writes.index(making)))


@pytest.mark.parametrize("making", ["create_comment", "open_issue"])
def test_of_two_made_at_once_the_oldest_stays_at_once(
    founded: World, tmp_path: Path, making: str
) -> None:
    """Where nothing is opened there is no second look in the same run."""
    world = founded.copy(tmp_path / "calm")
    world.report(Report(v=1, meta=usual().meta))
    world.spend()
    rivals: list[int] = []

    def rival(name: str) -> None:
        if name == making and not rivals:
            rivals.append(world.runs)
            world.apply()

    assert world.apply(Watch(before=rival)) == 0
    assert rivals
    nothing_twice(world)


def test_processes_that_run_at_the_same_time_make_one_of_each(
    founded: World, tmp_path: Path
) -> None:
    world = founded.copy(tmp_path / "crowd")
    children = [start(world.apply) for _ in range(3)]
    assert [ended(child) for child in children] == [0, 0, 0]
    assert world.apply() == 0
    nothing_twice(world)
    everything_once(world)


def test_who_comes_second_makes_nothing(founded: World, tmp_path: Path) -> None:
    second = raced(founded, tmp_path, point=0)
    assert not set(MAKING) & set(second.writes)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_race_ends_with_one_of_each(
    founded: World, writes: list[str], tmp_path: Path
) -> None:
    for point in range(2 * len(writes)):
        raced(founded, tmp_path, point)


def steady(founded: World, folder: Path, cycles: int) -> None:
    world, watch = founded.copy(folder / "steady"), Watch()
    world.apply()
    for _ in range(cycles):
        assert world.apply(watch) == 0
    assert watch.writes == []


def test_steady_cycles_write_nothing(founded: World, tmp_path: Path) -> None:
    steady(founded, tmp_path, STEADY)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_thousand_steady_cycles_write_nothing(founded: World, tmp_path: Path) -> None:
    steady(founded, tmp_path, MANY)
