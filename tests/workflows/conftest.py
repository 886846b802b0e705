from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflows.fleet import Fleet, founded


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    with founded(tmp_path) as made:
        yield made
