"""How often a cycle asks GitHub where nothing has moved, counted by the server."""

from pathlib import Path

import pytest

from bot.words.instant import HOUR
from tests.commands.cycling.world import ASKED, World, crowded
from tests.face.face import Face

# Newer Pythons warn of forking beside threads; the children here start none and end by _exit.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
MOST = 10


def calls(world: World, face: Face, hours: int) -> list[str]:
    before = len(face.seen)
    assert world.cycle(ASKED + hours * HOUR) == 0, world.said
    return face.kinds()[before:]


@pytest.mark.parametrize(
    ("agents", "pulls"),
    [(8, 3), pytest.param(300, 60, marks=(pytest.mark.long, pytest.mark.timeout(1200)))],
)
def test_requests_whose_heads_have_not_moved_cost_next_to_nothing(
    tmp_path: Path, agents: int, pulls: int
) -> None:
    world = crowded(tmp_path, agents, pulls)
    with world.served() as face:
        assert len(calls(world, face, 0)) > pulls
        opened = world.forge().pulls()
        assert len(opened) == pulls
        assert set(world.shown().verdicts.values()) == {(1, 1)}
        calls(world, face, 1)
        found = calls(world, face, 2)
        assert len(found) <= MOST, found
        assert not [one for one in face.seen[-len(found) :] if one.writes]
