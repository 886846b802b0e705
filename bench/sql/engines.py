"""The same text on the same files by each engine, and by a cluster that loses a worker."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bench.row import Limit, Measured, Row
from bench.sql.cluster import Cluster, standalone
from bench.sql.one_machine import TEXT, Answered, answered, difference, measured, same

LOCAL: Final = "local[2]"


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
    with standalone(folder / "cluster") as cluster:
        whole = answered(cluster.place, folder)
        yield _row("Spark, master and two workers", count, whole, duck)
        yield _row(
            "Spark, a worker killed in the middle", count, _broken(cluster, folder, whole), duck
        )


def _broken(cluster: Cluster, folder: Path, whole: Answered) -> Answered:
    """Kill a worker after half the time that the query took before; it must still be asked."""
    before = cluster.applications()
    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(answered, cluster.place, folder)
        while cluster.applications() == before and not later.done():
            time.sleep(0.1)
        time.sleep(whole.seconds / 2)
        if later.done():
            raise RuntimeError("the query was over before a worker could be killed")
        cluster.kill_one()
        return later.result()


def _row(label: str, count: int, found: Answered, duck: Answered) -> Row:
    limit = same("difference", difference(found.rows, duck.rows))
    inputs = f"{count:,} settlements to measures, {label}"
    ours = Measured(label, (found.seconds,))  # its memory is that of the driver alone
    return Row("sql", inputs, count, ours, measured(f"DuckDB, {TEXT}", [duck]), limit)
