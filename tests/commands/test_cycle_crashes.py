"""A life of cycles that crash, race or have nothing to do: one of each, over HTTP and real Git.

An agent is promoted and merged, rises, and falls with the fleet: breach, rollback, demotions.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.git import Git
from tests.commands.cycling.world import (
    ASKED,
    FELL,
    PROMOTION,
    RISEN,
    Shown,
    World,
    die_at,
    found,
    meeting,
)
from tests.face.face import Face
from tests.forked import DEAD, ended

# Newer Pythons warn of forking beside threads; the children here start none and end by _exit.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
    pytest.mark.timeout(120),
    pytest.mark.xdist_group("crashes"),  # in one life
]
SOON, BREATH = timedelta(minutes=1), timedelta(milliseconds=100)  # no hour ends in a thousand
STEADY, MANY = 8, 1000
STATE = "push refs/heads/governor-state"


@dataclass(frozen=True)
class Scene:
    """A moment at which a cycle has something to do: what it writes, and what people see soon."""

    world: World
    now: datetime
    writes: list[str]
    after: Shown


@dataclass(frozen=True)
class Life:
    scenes: dict[str, Scene]
    end: World


def _soon(world: World) -> Shown:
    """Tell what people see when what was just decided has become history."""
    with world.served():
        assert world.cycle(world.clock.now + SOON) == 0
    return world.shown()


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Live it once, undisturbed, and keep how things stood before each cycle."""
    folder = tmp_path_factory.mktemp("life")
    scenes: dict[str, Scene] = {}
    (folder / "world").mkdir()
    world = found(folder / "world")
    with world.served() as face:
        for name, now in (("asked", ASKED), ("risen", RISEN), ("fell", FELL)):
            before = world.copy(folder / name)
            writes = world.writes(now, face)
            scenes[name] = Scene(before, now, writes, _soon(world.copy(folder / f"{name}-soon")))
            if name == "asked":
                world.merge(1)
    return Life(scenes, world)


def test_the_life_has_a_promotion_and_a_breach_with_its_rollback(life: Life) -> None:
    asked, fell = life.scenes["asked"].after, life.scenes["fell"].after
    assert [branch for branch, _, _ in asked.pulls] == [PROMOTION]
    assert [(branch, state) for branch, _, state in fell.pulls] == [
        (PROMOTION, "closed"),
        ("governor/rollback/1", "open"),
    ]
    for one in (asked, fell):
        assert one.issues == 1
        assert set(one.said.values()) == {1}
        assert set(one.verdicts.values()) == {(1, 1)}


def heals(world: World, scene: Scene, face: Face) -> None:
    """Expect what people see without a crash, and nothing more to do."""
    assert world.cycle(scene.now) == 0
    assert world.cycle(scene.now + SOON) == 0
    assert world.shown() == scene.after
    assert world.writes(scene.now + 2 * SOON, face) == [STATE]


def crashed(scene: Scene, folder: Path, point: int) -> None:
    world = scene.world.copy(folder / f"{point}")
    with world.served() as face:
        assert world.cycle(scene.now, die_at(point)) == DEAD
        heals(world, scene, face)
    shutil.rmtree(world.folder)


def moments(scene: Scene) -> range:
    """Before and after each write is a moment."""
    return range(2 * len(scene.writes))


def place_of(scene: Scene, write: str) -> int:
    return next(at for at, one in enumerate(scene.writes) if one.startswith(write))


@pytest.mark.parametrize(
    ("name", "write", "after"),
    [
        ("asked", "POST open a pull request", 1),
        ("asked", "POST comment on", 1),
        ("fell", "push refs/heads/governor/rollback/1", 1),
        ("fell", STATE, 1),
    ],
)
def test_a_crash_beside_a_write_heals(
    life: Life, tmp_path: Path, name: str, write: str, after: int
) -> None:
    scene = life.scenes[name]
    crashed(scene, tmp_path, 2 * place_of(scene, write) + after)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", ["asked", "risen", "fell"])
def test_every_crash_heals(life: Life, tmp_path: Path, name: str) -> None:
    scene = life.scenes[name]
    for point in moments(scene):
        crashed(scene, tmp_path, point)
    world = scene.world.copy(tmp_path / "last")
    with world.served():
        assert world.cycle(scene.now, die_at(len(moments(scene)))) == 0, "there are no more"


def contest(scene: Scene, folder: Path) -> World:
    """Give a rival a clone of its own, as on another machine."""
    world = scene.world.copy(folder)
    shutil.copytree(world.fleet, world.folder / "rival")
    return world


@pytest.mark.parametrize("name", ["asked", "fell"])
def test_two_at_once_make_one_of_each(life: Life, tmp_path: Path, name: str) -> None:
    scene = life.scenes[name]
    world = contest(scene, tmp_path / name)
    with world.served() as face:
        children = [world.begin(scene.now, fleet=fleet) for fleet in ("fleet", "rival")]
        assert [ended(child) for child in children] == [0, 0]
        heals(world, scene, face)


def overtaken(scene: Scene, folder: Path, point: int) -> None:
    """Let another cycle do all of it while one stands still at a moment."""
    world = contest(scene, folder / f"{point}")
    place = world.folder / "place.txt"

    def rival() -> None:
        assert ended(world.begin(scene.now, fleet="rival")) == 0

    with world.served() as face:
        assert world.cycle(scene.now, meeting(point, rival, place)) == 0, world.said
        assert place.read_text()
        heals(world, scene, face)
    shutil.rmtree(world.folder)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("asked", "POST make the label governor:promote"),
        ("fell", "push refs/heads/governor/rollback/1"),
        ("fell", "POST create the check run"),
    ],
)
def test_one_that_is_overtaken_before_a_write_makes_nothing_twice(
    life: Life, tmp_path: Path, name: str, write: str
) -> None:
    scene = life.scenes[name]
    overtaken(scene, tmp_path, 2 * place_of(scene, write))


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", ["asked", "risen", "fell"])
def test_one_that_is_overtaken_anywhere_makes_nothing_twice(
    life: Life, tmp_path: Path, name: str
) -> None:
    scene = life.scenes[name]
    for point in moments(scene):
        overtaken(scene, tmp_path, point)


def test_where_it_may_not_act_it_plans(life: Life, tmp_path: Path) -> None:
    scene = life.scenes["asked"]
    world = scene.world.copy(tmp_path / "elsewhere")
    world.told = {"GITHUB_EVENT_NAME": "pull_request"}
    with world.served() as face:
        assert set(world.writes(scene.now, face)) == {STATE}
    assert "warning: Only planned, nothing was done: the event is 'pull_request'" in world.said
    assert "open [AUTO-PROMOTE] new to canary into main" in world.said


def test_without_a_forge_the_state_is_kept_and_the_next_cycle_acts(
    life: Life, tmp_path: Path
) -> None:
    scene = life.scenes["asked"]
    world = scene.world.copy(tmp_path / "alone")
    with world.served() as face:
        world.told = {"GITHUB_TOKEN": ""}
        assert world.cycle(scene.now) == 1
        assert face.seen == []
        assert "warning: apply: Cannot act on GitHub: there is no token." in world.said
        assert "2 steps failed (apply, gate); the others are done" in world.said
        kept = Git(world.forge().remote).text("show", "governor-state:state/slots.json")
        assert '"cycle"' in kept
        world.told = {}
        heals(world, scene, face)


def steady(life: Life, folder: Path, cycles: int) -> None:
    world = life.end.copy(folder / "steady")
    with world.served() as face:
        world.cycle(FELL + SOON)
        for turn in range(1, cycles + 1):
            assert world.writes(FELL + SOON + turn * BREATH, face) == [STATE]


def test_steady_cycles_write_nothing_to_the_forge(life: Life, tmp_path: Path) -> None:
    steady(life, tmp_path, STEADY)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_thousand_steady_cycles_write_nothing(life: Life, tmp_path: Path) -> None:
    steady(life, tmp_path, MANY)
