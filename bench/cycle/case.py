"""python -m bench cycle: 100 due pairs at 200 agents, and the same pairs after other pasts."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median

from bench import turns
from bench.child import Ran, python, run
from bench.cycle import agree
from bench.cycle.past import DUE, grow_past, next_cycle, prepend
from bench.cycle.world import World, world
from bench.judge.state import FLEET
from bench.row import Measured, Row, Size, at_least, at_most, both
from bot.words.instant import render
from tests.workflows.fleet import STATE

FASTER, SMALLER, GROWTH = 20.0, 5.0, 0.10
SIGNALS, DAYS = 441, 757  # 40,000 a quarter, and what settles a million times


@dataclass(frozen=True, slots=True)
class Inputs:
    """Days of a past and signals a day: a whole one, a short one, and what lies before that."""

    days: int
    signals: int
    short_days: int
    short_signals: int
    older_days: int
    older_signals: int
    naive_turns: int
    turns: int


SIZES: Mapping[Size, Inputs] = {
    Size.QUICK: Inputs(2, 60, 2, 60, 3, 100, 1, 1),
    Size.USUAL: Inputs(DAYS, SIGNALS, 60, 56, 300, 1_100, 2, 5),
    Size.LARGE: Inputs(DAYS, SIGNALS, 60, 56, 300, 11_150, 3, 9),
}


def rows(size: Size) -> Iterator[Row]:
    inputs = SIZES[size]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield _beside_naive(Path(folder) / "whole", inputs)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield _flat(Path(folder), inputs)


def _beside_naive(root: Path, inputs: Inputs) -> Row:
    grown = grow_past(root / "past", inputs.days, inputs.signals)
    with world(root / "world", grown, root / "past") as here:
        state = root / "state"
        asked = here.requests
        here.cycle()
        asked = here.requests - asked
        cycles: list[Ran] = []
        pairs: list[tuple[Ran, Ran]] = []
        for _ in range(inputs.naive_turns):
            cycles.append(here.cycle())
            here.rewind()
            pairs.append(_naive(here, state))
            cycles.append(here.cycle())
        naives = [_both(*pair) for pair in pairs]
        naive = json.loads(naives[-1].output)
        agree.check(naive, here, state)
    ours, rival = turns.of_children("governor cycle", cycles), turns.of_children("naive", naives)
    row = Row(
        "cycle",
        f"{len(FLEET)} agents, {grown.settled:,} settlements, {DUE} due pairs",
        DUE,
        ours,
        Measured(
            "checks all out, every line into dicts, a request a price", rival.seconds, rival.peak_mb
        ),
        detail=(
            *_parts(cycles[-1].output),
            f"processor: {_processor(cycles)} beside {_processor(naives)}",
            f"naive: check out {pairs[-1][0].seconds:.1f} s, work {pairs[-1][1].seconds:.1f} s",
            f"requests to the venue: {asked} beside {naive['requests']}",
            "both agree on every settlement, and on sums and evidence of all agents",
        ),
    )
    return _limited(row)


def _limited(row: Row) -> Row:
    faster = at_least("times faster", row.ratio, FASTER)
    smaller = at_least("times smaller", row.memory_ratio, SMALLER)
    return replace(row, limit=both(faster, smaller))


def _naive(here: World, state: Path) -> tuple[Ran, Ran]:
    """Check the state out, as the cycle fetches what it needs; then do the job."""
    shutil.rmtree(state, ignore_errors=True)
    remote = here.fleet.forge.remote.as_uri()
    cloned = run(["git", "clone", "--quiet", "--depth=1", "--branch", STATE, remote, str(state)])
    at = render(next_cycle(here.grown))
    command = python("bench.cycle.naive", str(state / "state"), here.fleet.venue.url, at)
    return cloned, run(command, also=here.environment)


def _both(cloned: Ran, worked: Ran) -> Ran:
    return replace(
        worked,
        seconds=cloned.seconds + worked.seconds,
        processor=cloned.processor + worked.processor,
    )


def _flat(root: Path, inputs: Inputs) -> Row:
    grow = partial(grow_past, days=inputs.short_days, signals=inputs.short_signals)
    short, long = grow(root / "short"), grow(root / "long")
    more = prepend(root / "long", inputs.older_days, inputs.older_signals)
    with (
        world(root / "one", short, root / "short") as one,
        world(root / "other", long, root / "long") as other,
    ):
        few, many = turns.in_turn([one.cycle, other.cycle], inputs.turns)
    growth = median(b.seconds / a.seconds for a, b in zip(few, many, strict=True)) - 1
    return Row(
        "cycle, flat",
        f"{DUE} due pairs after {long.settled + more:,} settlements",
        DUE,
        turns.of_children("after many", many),
        turns.of_children(f"after {short.settled:,}", few),
        at_most("growth %", 100 * growth, 100 * GROWTH),
        detail=(f"processor: {_processor(few)}, then {_processor(many)}",),
    )


def _processor(runs: list[Ran]) -> str:
    return f"{median(one.processor for one in runs):.2f} s"


def _parts(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("Done, in")]
