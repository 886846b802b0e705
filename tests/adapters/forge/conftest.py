import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest

from bot.adapters.github.access import Access, Token
from bot.adapters.github.forge import GitHubForge, open_forge
from bot.adapters.github.wire import PATIENCE
from bot.adapters.local_forge import LocalForge
from tests.adapters.forge.world import ACME, GENESIS, PEOPLE, World
from tests.face.face import Face
from tests.face.server import serve


class Dial(Protocol):
    def __call__(self, login: str = ...) -> tuple[GitHubForge, list[float]]: ...


HASTY = replace(PATIENCE, sleep=lambda _: None)


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


@pytest.fixture
def face(local_forge: LocalForge) -> Iterator[Face]:
    """Put GitHub's API in front of the local forge; at the end all was as GitHub publishes it."""
    tokens = {f"ghp_of_{login}": login for login in PEOPLE}
    made = Face(local_forge.acting_as, local_forge._clock, tokens, ACME.full_name, "/api/v3")
    with serve(made) as served:
        yield served
    assert served.mistakes == []


@pytest.fixture
def dial(face: Face) -> Iterator[Dial]:
    """Connect somebody anew, the bot if nobody else, and note what they would have slept."""
    opened: list[GitHubForge] = []

    def connected(login: str = "governor[bot]") -> tuple[GitHubForge, list[float]]:
        slept: list[float] = []
        access = Access(ACME.full_name, Token(f"ghp_of_{login}"), face.url, 5, 0, 0)
        opened.append(open_forge(access, replace(PATIENCE, sleep=slept.append)))
        return opened[-1], slept

    yield connected
    for forge in opened:
        forge.close()


@pytest.fixture
def github(local: World, face: Face) -> Iterator[World]:
    opened: dict[str, GitHubForge] = {}

    def acting(login: str) -> GitHubForge:
        if login not in opened:
            access = Access(
                "acme/fleet", Token(f"ghp_of_{login}"), face.url, timeout=5, between_writes=0
            )
            opened[login] = open_forge(access, HASTY)
        return opened[login]

    yield replace(local, acting=acting)
    for forge in opened.values():
        forge.close()


@pytest.fixture(params=["local", "github"])
def world(request: pytest.FixtureRequest) -> World:
    """Give every adapter of the forge port the same world; its tests know nothing else."""
    made: World = request.getfixturevalue(request.param)
    return made
