"""python -m bench replay: a history of 200 agents re-decided, with hourly looks."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.child import python, run
from bench.fleet.files import write_world
from bench.fleet.run import lives
from bench.fleet.world import USUAL, World
from bench.row import Measured, Row, Size, at_most, both

SEED = 210_000
DECAYING = 20
DAYS = {Size.QUICK: (2,), Size.USUAL: (90,), Size.LARGE: (90, 360)}
JUDGED_DAYS = 90
LIMIT_SECONDS, LIMIT_MB = 30.0, 1024.0


def rows(size: Size) -> Iterator[Row]:
    for days in DAYS[size]:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield _row(Path(folder), days)


def _row(folder: Path, days: int) -> Row:
    life = next(iter(lives(World("usual", days, USUAL, DECAYING), [SEED])))
    write_world(life, folder)
    found = json.loads(run(python("bench.replay.child", str(folder))).output)
    naive = json.loads(run(python("bench.replay.child", str(folder), "--naive")).output)
    within = both(
        at_most("s", found["seconds"], LIMIT_SECONDS), at_most("MB", found["megabytes"], LIMIT_MB)
    )
    looks = f"everybody at each look (computed from {naive['looks']})"
    return Row(
        "replay",
        f"{days} days, {len(life.agents)} agents, {found['settlements']:,} settlements",
        found["looks"],
        Measured("governor replay", (found["seconds"],), found["megabytes"]),
        Measured(looks, (naive["seconds"],), naive["megabytes"]),
        within if days == JUDGED_DAYS else None,
        detail=(_parts(days, found),),
    )


def _parts(days: int, found: dict[str, float]) -> str:
    busy, reading = f"{found['processor']:.1f} s of processor", f"reading {found['reading']:.1f} s"
    return f"{days} days: {busy}, {reading}, {found['decisions']} decisions"
