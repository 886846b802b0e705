"""python -m bench judge: one look with 100 new settlements, by length of history."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench import turns
from bench.judge.state import Grown, grow
from bench.row import Measured, Row, Size, at_most
from bot.decisions.gather import gather
from bot.ledger.settlements import path_of

SIGNALS_A_DAY = 56
HORIZONS = 3
SHORT = {Size.QUICK: 300, Size.USUAL: 10_000, Size.LARGE: 10_000}
LONG = {Size.QUICK: 1_000, Size.USUAL: 200_000, Size.LARGE: 1_000_000}
TURNS = 7
LIMIT = 1.20


def rows(size: Size) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        short, long = _grown(Path(one), SHORT[size]), _grown(Path(other), LONG[size])
        looks = [partial(turns.seconds, partial(_look, state)) for state in (short, long)]
        few, many = (tuple(each) for each in turns.in_turn(looks, TURNS))
        naive = turns.seconds(lambda: _naive(Path(other)))
    ours = Measured("one look", many)
    inputs = f"{long.settled:,} settlements, {long.new} of them new"
    yield Row("judge", inputs, long.new, ours, Measured("every settlement into a dict", (naive,)))
    row = Row("judge, flat", inputs, long.new, ours, Measured(f"after {short.settled:,}", few))
    grown = 1 / row.ratio if row.ratio else None
    # A look after so little has no day to read; only the whole size says how flat it is.
    limit = None if size is Size.QUICK else at_most("times longer", grown, LIMIT)
    yield replace(row, limit=limit)


def _grown(root: Path, settlements: int) -> Grown:
    return grow(root, -(-settlements // (SIGNALS_A_DAY * HORIZONS)), SIGNALS_A_DAY)


def _look(state: Grown) -> None:
    found = gather(state.tree, state.policy, state.now)
    assert not found.checkpoints
    assert found.facts.agents


def _naive(root: Path) -> None:
    """Read every settlement there is, as a judge without memory would."""
    for path in sorted((root / path_of("x")).parent.glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            json.loads(line)
