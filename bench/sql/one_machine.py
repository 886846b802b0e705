"""What DuckDB takes for our text, beside a text written for it alone, on the same files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench import turns
from bench.child import python, run
from bench.row import Limit, Measured, Row, at_most, both

MOST_TIMES, MOST_MB, CLOSE = 1.2, 6 * 1024.0, 1e-9
ENOUGH: Final = 1_000_000  # with fewer, what every query costs at its start is most of it
TEXT: Final = "measures.sql"
Found = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answered:
    seconds: float
    peak_mb: float
    rows: Found


def answered(way: str, folder: Path, progress: Path | None = None) -> Answered:
    """Ask in a process of its own, which spills beside the ledger."""
    more = (str(progress),) if progress else ()
    also = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(folder), "TMPDIR": str(folder)}
    ran = run(python("bench.sql.measure", way, str(folder), *more), also=also)
    said = json.loads(ran.output)
    return Answered(said["seconds"], ran.peak_mb, said["rows"])


def measured(label: str, found: list[Answered]) -> Measured:
    return Measured(label, tuple(one.seconds for one in found), max(one.peak_mb for one in found))


def difference(one: Found, other: Found) -> float:
    """Give the largest of any two amounts, as a share of what is above one; infinite for a name."""
    if len(one) != len(other):
        return float("inf")
    return max(
        (_apart(a[name], b[name]) for a, b in zip(one, other, strict=True) for name in a),
        default=0.0,
    )


def same(what: str, found: float) -> Limit:
    return at_most(what, found, CLOSE)


def _apart(one: Any, other: Any) -> float:  # noqa: ANN401 - JSON
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) / max(1.0, abs(one))
    return 0.0 if one == other else float("inf")


def beside_hand(folder: Path, count: int, turns_: int) -> Iterator[Row]:
    """Compare with the same meaning written by hand, and with a text that trusts more than we."""
    ways = [partial(answered, way, folder) for way in ("ours", "by_hand", "trusting")]
    found, hand, trusting = turns.in_turn(ways, turns_)
    ours, rival = measured(TEXT, found), measured("hand-written DuckDB SQL", hand)
    times = (ours.median or 0.0) / (rival.median or 1.0)
    equal = same("difference", difference(found[0].rows, hand[0].rows))
    timed = both(at_most("times as long", times, MOST_TIMES), equal)
    inputs = f"{count:,} settlements to measures, Parquet"
    yield Row("sql", inputs, count, ours, rival, timed if count >= ENOUGH else equal)
    bold = measured("DuckDB SQL that trusts that no row lies there twice", trusting)
    equal = same("difference", difference(found[0].rows, trusting[0].rows))
    yield Row("sql", inputs, count, ours, bold, equal)


def within_memory(folder: Path, count: int) -> Row:
    found = answered("ours", folder)
    limit = at_most("MB", found.peak_mb, MOST_MB)
    ours = measured(TEXT, [found])
    return Row("sql", f"{count:,} settlements to measures, Parquet", count, ours, limit=limit)
