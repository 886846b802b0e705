"""One way to measure a ledger, in a process of its own: prints seconds, and every measure."""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from bot.adapters.engines.duckdb import MEMORY, duckdb_engine
from bot.adapters.engines.spark import spark_engine
from bot.ports.engine import Engine

HAND = Path(__file__).parent / "hand.sql"
Answers = Sequence[Mapping[str, object]]


def by_hand(files: Sequence[str]) -> Answers:
    with duckdb.connect(config={"memory_limit": MEMORY}) as database:
        database.execute("SET enable_progress_bar = false")
        cursor = database.execute(HAND.read_text(), {"files": files})
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def ours(files: Sequence[str]) -> Answers:
    with duckdb_engine() as engine:
        return _asked(engine, files)


def _asked(engine: Engine, files: Sequence[str]) -> Answers:
    engine.show("settlements", files)
    return engine.ask("measures")


def main(way: str, folder: str) -> None:
    files = sorted(map(str, Path(folder).glob("*.parquet")))
    start = time.perf_counter()
    if way in ("hand", "ours"):
        found = by_hand(files) if way == "hand" else ours(files)
    else:
        with spark_engine(way) as engine:
            start = time.perf_counter()  # how long a session takes to open is not the query's
            found = _asked(engine, files)
    print(
        json.dumps({"seconds": time.perf_counter() - start, "rows": [dict(row) for row in found]})
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
