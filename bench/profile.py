"""python -m bench profile cycle: where the time of the slowest path goes, kept in profiles."""

import argparse
import io
import pstats
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.cycle.past import grow_past
from bench.cycle.world import world
from bench.machine import sentence

FOLDER = Path(__file__).parent / "profiles"
DAYS, SIGNALS = 31, 300
SHOWN = 40
PLACES = re.compile(r"\S*/(?=(?:bot|site-packages|python3\.\d+)/)")


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench profile", description=__doc__)
    parser.add_argument("path", choices=["cycle"])
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--out", type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    text = (
        f"python -m bench profile {given.path} --days {given.days}\n"
        f"{sentence()}; 200 agents, {SIGNALS} signals a day\n\n{cycle(given.days)}"
    )
    file = given.out or FOLDER / f"{given.path}.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    print(text)


def cycle(days: int) -> str:
    """Profile one cycle, after one that made the byte code."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        root, found = Path(name), Path(name) / "found"
        grown = grow_past(root / "past", days, SIGNALS)
        with world(root / "world", grown, root / "past") as here:
            here.cycle()
            said = here.cycle("-m", "bench.clocked", str(found)).output
        return said.strip().splitlines()[-1] + "\n" + _listed(found, "tottime", "cumtime")


def _listed(found: Path, *orders: str) -> str:
    told = io.StringIO()
    stats = pstats.Stats(str(found), stream=told)
    for order in orders:
        stats.sort_stats(order).print_stats(SHOWN)
    lines = (PLACES.sub("", line).rstrip() for line in told.getvalue().splitlines())
    return "\n".join(line for line in lines if line and "/found" not in line) + "\n"
