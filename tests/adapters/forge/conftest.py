import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.adapters.local_forge import LocalForge
from tests.adapters.forge.world import ACME, GENESIS, PEOPLE, World


def ticking() -> Callable[[], datetime]:
    """Make a clock on which every look is a second later."""
    start, ticks = datetime(2026, 1, 1, tzinfo=UTC), count()
    return lambda: start + timedelta(seconds=next(ticks))


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded") / "forge"
    forge = LocalForge.found(folder, ticking(), ACME, GENESIS)
    for login, permission in PEOPLE.items():
        forge.admit(login, permission, is_bot=login.endswith("[bot]"))
    return folder


@pytest.fixture
def local_forge(founded: Path, tmp_path: Path) -> LocalForge:
    shutil.copytree(founded, tmp_path / "forge")
    return LocalForge.at(tmp_path / "forge", ticking(), "acme")


@pytest.fixture
def local(local_forge: LocalForge, tmp_path: Path) -> World:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return World(local_forge.acting_as, local_forge.remote, local_forge.fork, scratch)


@pytest.fixture(params=["local"])
def world(request: pytest.FixtureRequest) -> World:
    """Give every adapter of the forge port the same world; its tests know nothing else."""
    made: World = request.getfixturevalue(request.param)
    return made
