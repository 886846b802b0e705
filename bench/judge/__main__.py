"""python -m bench.judge [SETTLEMENTS]: one look with 100 new settlements, by length of history."""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from bench.judge.history import SEED
from bench.judge.state import Grown, grow
from bot.decisions.gather import gather
from bot.ledger.settlements import path_of

SIGNALS_A_DAY = 56
HORIZONS = 3
SHORT, LONG = 10_000, 1_000_000
TURNS = 7


def main() -> int:
    long = int(sys.argv[-1]) if sys.argv[-1].isdigit() else LONG
    print(f"machine: {os.cpu_count()} cores, Python {sys.version.split()[0]}; seed {SEED}")
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        states = [_grown(Path(one), SHORT), _grown(Path(other), long)]
        looks = _in_turn([partial(_look, state) for state in states])
        for state, seconds in zip(states, looks, strict=True):
            _tell(state, seconds)
        ratio = median(looks[1]) / median(looks[0])
        naive = _seconds(lambda: _naive(Path(other)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"long over short: {ratio:.2f} (limit 1.20); peak memory {peak:.0f} MB")
        print(f"reading every settlement instead: {naive:.1f} s, {naive / median(looks[1]):.0f}x")
    return 0 if ratio <= 1.2 else 1


def _grown(root: Path, settlements: int) -> Grown:
    return grow(root, -(-settlements // (SIGNALS_A_DAY * HORIZONS)), SIGNALS_A_DAY)


def _look(state: Grown) -> None:
    found = gather(state.tree, state.policy, state.now)
    assert not found.checkpoints
    assert found.facts.agents


def _in_turn(looks: list[Callable[[], None]]) -> list[list[float]]:
    """Take turns, so that a busy machine slows both; the first turn warms up."""
    turns = [[_seconds(look) for look in looks] for _ in range(TURNS + 1)][1:]
    return [list(each) for each in zip(*turns, strict=True)]


def _seconds(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _naive(root: Path) -> None:
    """Read every settlement there is, as a judge without memory would."""
    for path in sorted((root / path_of("x")).parent.glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            json.loads(line)


def _tell(state: Grown, seconds: list[float]) -> None:
    print(
        f"{state.settled:>9,} settlements, {state.lines:,} lines, {state.new} settled since "
        f"midnight: {median(seconds) * 1000:.0f} ms a look "
        f"({min(seconds) * 1000:.0f} to {max(seconds) * 1000:.0f}, n = {len(seconds)})"
    )


if __name__ == "__main__":
    sys.exit(main())
