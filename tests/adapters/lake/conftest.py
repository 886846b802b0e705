from collections.abc import Iterator

import pytest

from tests.fakes.object_store import ObjectStore, object_store


@pytest.fixture
def s3() -> Iterator[ObjectStore]:
    with object_store() as store:
        yield store
