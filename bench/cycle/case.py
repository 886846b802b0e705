"""python -m bench cycle: 100 due pairs at 200 agents, and the same pairs after other pasts."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median

from bench import turns
from bench.child import Ran
from bench.cycle import agree
from bench.cycle.past import DUE, grow_past, prepend
from bench.cycle.rival import Rival, divided, rival
from bench.cycle.world import world
from bench.judge.state import FLEET
from bench.row import Row, Size, at_least, at_most, both

AGREED = (
    "both agree on every settlement and mark, and in the digits shown on measures, evidence, "
    "P(active), P(dead), weight and capital at risk of all agents, and on the portfolio"
)
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
    Size.QUICK: Inputs(24, 220, 2, 60, 3, 100, 1, 1),
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
        asked = here.requests
        here.cycle()
        asked = here.requests - asked
        cycles: list[Ran] = []
        rivals: list[Rival] = []
        for _ in range(inputs.naive_turns):
            cycles.append(here.cycle())
            rivals.append(rival(here, root / "naive"))
            cycles.append(here.cycle())
        agree.check(rivals[-1].remote, here)
    naives = [one.ran for one in rivals]
    ours, theirs = turns.of_children("governor cycle", cycles), turns.of_children("naive", naives)
    row = Row(
        "cycle",
        f"{len(FLEET)} agents, {grown.settled:,} settlements, {DUE} due pairs",
        DUE,
        ours,
        replace(theirs, label="the whole job anew: every line into dicts, a request a price"),
        detail=(
            *_parts(cycles[-1].output),
            f"processor: {_processor(cycles)} beside {_processor(naives)}",
            f"naive: {divided(rivals)}",
            f"requests to the venue: {asked} beside {rivals[-1].requests}",
            AGREED,
        ),
    )
    return _limited(row)


def _limited(row: Row) -> Row:
    faster = at_least("times faster", row.ratio, FASTER)
    smaller = at_least("times smaller", row.memory_ratio, SMALLER)
    return replace(row, limit=both(faster, smaller))


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
