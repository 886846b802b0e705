"""However often a run crashes, and however runs race: one comment, one pull request, one issue."""

from pathlib import Path

import pytest

from tests.commands.acting.world import Watch, World, die_at, dies, everything_once, found

# Newer Pythons warn of forking beside threads; the children here start none and end by _exit.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
SAMPLE = 7
STEADY, MANY = 20, 1000


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    return found(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def points(founded: World, tmp_path_factory: pytest.TempPathFactory) -> int:
    """Count the moments before and after every write of an undisturbed cycle."""
    watch, world = Watch(), founded.copy(tmp_path_factory.mktemp("count") / "world")
    assert world.apply(watch) == 0
    everything_once(world)
    assert {"commit_state", "commit_files", "open_pull", "create_comment"} <= set(watch.writes)
    return 2 * len(watch.writes)


def crashed(founded: World, folder: Path, point: int) -> None:
    world = founded.copy(folder / f"{point}")
    assert dies(lambda: world.apply(die_at(point)))
    assert world.apply() == 0
    everything_once(world)
    quiet = Watch()
    assert world.apply(quiet) == 0
    assert quiet.writes == []


def raced(founded: World, folder: Path, point: int) -> None:
    """Let a whole other cycle happen at one moment of a cycle."""
    world, steps = founded.copy(folder / f"{point}"), iter(range(point, -1, -1))

    def rival(_: str) -> None:
        if next(steps, None) == 0:
            world.apply()

    world.apply(Watch(rival, rival))
    world.apply()
    everything_once(world)
    quiet = Watch()
    world.apply(quiet)
    assert quiet.writes == []


def test_a_sample_of_crashes_heals(founded: World, points: int, tmp_path: Path) -> None:
    for point in range(0, points, max(points // SAMPLE, 1)):
        crashed(founded, tmp_path, point)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_crash_heals(founded: World, points: int, tmp_path: Path) -> None:
    for point in range(points):
        crashed(founded, tmp_path, point)
    world = founded.copy(tmp_path / "last")
    assert not dies(lambda: world.apply(die_at(points))), "there are no more moments than these"


def test_a_sample_of_races_ends_with_one_of_each(
    founded: World, points: int, tmp_path: Path
) -> None:
    for point in range(1, points, max(points // SAMPLE, 1)):
        raced(founded, tmp_path, point)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_race_ends_with_one_of_each(founded: World, points: int, tmp_path: Path) -> None:
    for point in range(points):
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
