"""What `governor --help` and an agent's imports take beyond a bare interpreter, in turn."""

import sys
from collections.abc import Iterator, Sequence
from functools import partial

from bench import turns
from bench.child import run
from bench.row import Measured, Row, Size, at_most

RUNS, QUICK_RUNS = 15, 5
LIMIT_MS, SDK_LIMIT_MS, EMIT_LIMIT_MS = 40.0, 15.0, 50.0
BARE = [sys.executable, "-c", "pass"]
HELP = [sys.executable, "-m", "bot", "--help"]
SDK = [sys.executable, "-c", "import bot.sdk"]
EMIT = [sys.executable, "-c", "from bot.sdk import emit, run"]
CASES = (
    ("governor --help", HELP, LIMIT_MS),
    ("import bot.sdk", SDK, SDK_LIMIT_MS),
    ("from bot.sdk import emit, run", EMIT, EMIT_LIMIT_MS),
)


def rows(size: Size) -> Iterator[Row]:
    runs = QUICK_RUNS if size is Size.QUICK else RUNS
    for label, command, limit in CASES:
        shown, bare = beside_bare(command, runs)
        within = at_most("ms more at best", added_ms(shown, bare), limit)
        yield Row("start-up", label, 1, shown, bare, within)


def beside_bare(command: Sequence[str], runs: int = RUNS) -> tuple[Measured, Measured]:
    acts = [partial(run, one) for one in (command, BARE)]
    ours, bare = turns.in_turn(acts, runs)
    return turns.of_children("governor", ours), turns.of_children("bare Python", bare)


def added_ms(shown: Measured, bare: Measured) -> float:
    """Compare the fastest of each: a busy machine only ever adds."""
    return (min(shown.seconds) - min(bare.seconds)) * 1000
