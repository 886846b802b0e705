"""A fleet for each test."""

from pathlib import Path

import pytest

from tests.adapters.reverting import fleet as world
from tests.adapters.reverting.fleet import Fleet


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fleets")


@pytest.fixture
def fleet(templates: Path, tmp_path: Path) -> Fleet:
    return world.found(tmp_path, templates)
