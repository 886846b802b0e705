"""The same text on the same files by each engine, and by a cluster that loses a worker."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bench.row import Limit, Measured, Row, at_least, both
from bench.sql.cluster import Cluster, standalone
from bench.sql.one_machine import TEXT, Answered, answered, difference, measured, same
from bench.sql.progress import EVERY_S, Tasks, seen

LOCAL: Final = "local[2]"
WORKERS: Final = 2


def on_engines(folder: Path, count: int, *, small: bool) -> Iterator[Row]:
    """Compare each with DuckDB; a small run asks this machine alone."""
    if find_spec("pyspark") is None:
        lacking = Limit("ran (pyspark is not installed: make spark)", held=False)
        yield Row("sql", "on Spark", count, Measured("Spark"), limit=lacking)
        return
    duck = answered("ours", folder)
    here = answered(LOCAL, folder)
    yield _row(f"Spark {LOCAL}", count, here, duck)
    if small:
        return
    with standalone(folder / "cluster", WORKERS) as cluster:
        whole = answered(cluster.place, folder)
        yield _row("Spark, master and two workers", count, whole, duck)
        yield _broken_row(count, _broken(cluster, folder, whole), duck)


def _broken(cluster: Cluster, folder: Path, whole: Answered) -> tuple[Answered, Tasks, Tasks]:
    """Kill a worker with a task of its own, after half the time that the query took before."""
    file = cluster.folder / "progress.json"
    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(answered, cluster.place, folder, file)
        start = None
        while start is None or time.monotonic() - start < whole.seconds / 2 or not _busy(file):
            if later.done():
                raise RuntimeError(f"the query was over before a worker was killed: {later}")
            start = start or (time.monotonic() if _busy(file) else None)
            time.sleep(EVERY_S / 2)
        before = seen(file)
        cluster.kill_one()
        return later.result(), before, seen(file)


def _busy(file: Path) -> bool:
    """Say whether every worker has a task."""
    return seen(file).running >= WORKERS


def _broken_row(count: int, broken: tuple[Answered, Tasks, Tasks], duck: Answered) -> Row:
    found, before, after = broken
    row = _row("Spark, a worker killed in the middle", count, found, duck)
    lost = at_least("tasks lost", after.lost - before.lost, 1)
    note = f"killed while {before.running} tasks ran and {before.done} of their stages were done"
    return replace(row, limit=both(*filter(None, (row.limit, lost))), note=note)


def _row(label: str, count: int, found: Answered, duck: Answered) -> Row:
    limit = same("difference", difference(found.rows, duck.rows))
    inputs = f"{count:,} settlements to measures, {label}"
    ours = Measured(label, (found.seconds,))  # its memory is that of the driver alone
    return Row("sql", inputs, count, ours, measured(f"DuckDB, {TEXT}", [duck]), limit)
