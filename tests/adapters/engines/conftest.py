"""The engines under one text: DuckDB always, Spark where its package is; CI must have it."""

import os
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from bot.adapters.engines.duckdb import duckdb_engine
from bot.adapters.engines.spark import spark_engine
from bot.ports.engine import Engine

MISSING = find_spec("pyspark") is None and not os.environ.get("CI")
SPARK = pytest.param(
    "spark", marks=pytest.mark.skipif(MISSING, reason="pyspark is not here: make spark")
)


@pytest.fixture
def duck() -> Iterator[Engine]:
    with duckdb_engine() as engine:
        yield engine


@pytest.fixture(scope="session")
def spark() -> Iterator[Engine]:
    if MISSING:
        pytest.skip("pyspark is not here: make spark")
    with spark_engine("local[2]") as engine:
        yield engine


@pytest.fixture(params=["duck", SPARK])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found
