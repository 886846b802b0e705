"""The engines under one text: DuckDB always, Spark where its package is; CI must have it."""

import os
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from bot.adapters.engines.duckdb import duckdb_engine
from bot.adapters.engines.spark import spark_engine
from bot.ports.engine import Engine

SPARK_S = 1200
MISSING = find_spec("pyspark") is None and not os.environ.get("CI")
SPARK = pytest.param(
    "spark", marks=pytest.mark.skipif(MISSING, reason="pyspark is not here: make spark")
)


@pytest.fixture
def duck() -> Iterator[Engine]:
    with duckdb_engine() as engine:
        yield engine


@pytest.fixture(scope="session", autouse=True)
def _hasty_java() -> Iterator[None]:
    """Have Java compile once and plainly: no query here runs long enough to repay more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield


@pytest.fixture(scope="session")
def spark(_hasty_java: None) -> Iterator[Engine]:
    if MISSING:
        pytest.skip("pyspark is not here: make spark")
    with spark_engine("local[2]") as engine:
        _hasten()
        yield engine


@pytest.fixture(params=["duck", SPARK])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all that needs Spark in one process, which opens one session: that takes longest.

    On a busy machine its JVM alone takes minutes, and a query cut off in the middle ends them all.
    """
    for item in items:
        if "[spark" in item.nodeid or {"spark", "server"} & {*getattr(item, "fixturenames", ())}:
            item.add_marker(pytest.mark.xdist_group("spark"))
            item.add_marker(pytest.mark.timeout(SPARK_S))


def _hasten() -> None:
    """Have few rows make few tasks."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - may not be here

    session = SparkSession.getActiveSession()
    assert session is not None
    session.conf.set("spark.sql.shuffle.partitions", "1")
    session.conf.set("spark.sql.adaptive.enabled", "false")
