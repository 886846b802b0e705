"""One way to measure a ledger, in a process of its own: prints seconds, and every measure."""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import duckdb

from bench.sql.progress import told
from bot.adapters.engines.duckdb import MEMORY, duckdb_engine
from bot.adapters.engines.spark import spark_engine
from bot.ports.engine import Engine

FOLDER = Path(__file__).parent
HAND = ("by_hand", "trusting")
Answers = Sequence[Mapping[str, object]]


def by_hand(text: str, files: Sequence[str]) -> Answers:
    with duckdb.connect(config={"memory_limit": MEMORY}) as database:
        database.execute("SET enable_progress_bar = false")
        database.execute("SET preserve_insertion_order = false")  # as ours has it
        cursor = database.execute((FOLDER / f"{text}.sql").read_text(), {"files": files})
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def ours(files: Sequence[str]) -> Answers:
    with duckdb_engine() as engine:
        return _asked(engine, files)


def _asked(engine: Engine, files: Sequence[str]) -> Answers:
    engine.show("settlements", files)
    return engine.ask("measures")


def main(way: str, folder: str, progress: str = "") -> None:
    files = sorted(map(str, Path(folder).glob("*.parquet")))
    if way in HAND:
        seconds, found = _timed(partial(by_hand, way, files))
    elif way == "ours":
        seconds, found = _timed(partial(ours, files))
    else:  # how long a session takes to open is not the query's
        with spark_engine(way) as engine, told(progress):
            seconds, found = _timed(partial(_asked, engine, files))
    print(json.dumps({"seconds": seconds, "rows": [dict(row) for row in found]}))


def _timed(act: Callable[[], Answers]) -> tuple[float, Answers]:
    start = time.perf_counter()
    found = act()
    return time.perf_counter() - start, found


if __name__ == "__main__":
    main(*sys.argv[1:])
