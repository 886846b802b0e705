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


def local(folder: Path) -> World:
    forge = LocalForge.found(folder / "forge", ticking(), ACME, GENESIS)
    for login, permission in PEOPLE.items():
        forge.admit(login, permission, is_bot=login.endswith("[bot]"))
    scratch = folder / "scratch"
    scratch.mkdir()
    return World(forge.acting_as, forge.remote, forge.fork, scratch)


@pytest.fixture(params=[local], ids=["local"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    """Give every adapter of the forge port the same world; its tests know nothing else."""
    made: World = request.param(tmp_path)
    return made
