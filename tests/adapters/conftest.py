"""A bare remote, and stores that meet nowhere but there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.git_store import GitStore
from tests.adapters.state_git import make_bare, make_clone, open_store

MakeStore = Callable[[str], GitStore]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return make_bare(tmp_path / "bare.git")


@pytest.fixture
def make_store(tmp_path: Path, bare: Path) -> MakeStore:
    return lambda name: open_store(make_clone(tmp_path / name, bare))
