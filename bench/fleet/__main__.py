"""Judge simulated fleets: `python -m bench fleet`; `python -m bench.fleet --full` for RESULTS.md.

It prints every seed and input. The short form takes three fleets of each world.
`python -m bench.fleet --files OUT` writes one world as files, and has a replay judge these.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.fleet import agents, market, replayed, table
from bench.fleet.run import BH, CUSUM, DEFAULT, judge_all, lives
from bench.fleet.world import PICKERS, RARE, SYMBOLS, USUAL, World

Judged = Callable[[Sequence[table.Found]], list[table.Target]]


@dataclass(frozen=True)
class Case:
    world: World
    fleets: int
    seed: int
    variants: tuple[str, ...]
    targets: Judged

    @property
    def says(self) -> str:
        return f"{self.world.name}, {self.world.days} days"


ALL = (DEFAULT, BH, CUSUM)
CASES = (
    Case(World("usual", 90, USUAL, 20), 40, 210_000, ALL, lambda found: table.targets(found, 90)),
    Case(World("usual", 180, USUAL, 20), 20, 220_000, ALL, lambda found: table.targets(found, 180)),
    Case(World("penny-pickers", 90, PICKERS), 40, 230_000, (DEFAULT,), table.null_targets),
    Case(World("autocorrelated", 90, USUAL, 20, 0.1), 40, 240_000, (DEFAULT,), table.null_targets),
    Case(World("rare edge", 90, RARE, 4), 40, 250_000, (DEFAULT,), table.rare_targets),
)


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.fleet", description=__doc__)
    parser.add_argument("--full", action="store_true", help="every fleet of RESULTS.md")
    parser.add_argument("--files", type=Path, help="write one world there, and replay its files")
    parser.add_argument("--days", type=int, default=90, help="how long that world lasts")
    parser.add_argument("--seed", type=int, default=CASES[0].seed, help="the seed of that world")
    parser.add_argument(
        "--world-costs", action="store_true", help="charge its 10 bps, not the shipped 24"
    )
    given = parser.parse_args(arguments)
    full = given.full
    print(inputs())
    if given.files:
        case = CASES[0]
        world = replace(case.world, days=given.days)
        life = next(iter(lives(world, [given.seed])))
        replayed.show(life, given.files, world_costs=given.world_costs)
        return
    for case in CASES:
        show(case, case.fleets if full else 3)


def show(case: Case, fleets: int) -> None:
    seeds = range(case.seed, case.seed + fleets)
    begun = time.perf_counter()
    found = [judge_all(life, case.variants) for life in lives(case.world, seeds)]
    took = (time.perf_counter() - begun) / fleets
    world = case.world
    print(f"\n## {case.says}: {fleets} fleets\n")
    print(f"Seeds {seeds[0]} to {seeds[-1]}; agents {world.counts}, of those with an edge")
    print(f"{world.decaying} lose it; autocorrelation {world.memory}; {took:.1f} s a fleet.\n")
    print(table.table(found))
    print("\n| target | measured | limit | |\n|---|---|---|---|", flush=True)
    for target in case.targets(found):
        print(target.line(), flush=True)


def inputs() -> str:
    jump_days = 1.0 / market.JUMPS_PER_HOUR / 24.0
    return f"""\
Market: {market.DAILY_BPS} bps a day, correlation {market.CORRELATION}, Student t({market.TAIL:g})
hours, jumps of {market.JUMP_SIZE} daily volatilities once in {jump_days:.0f} days, regimes of
{market.REGIME_DAYS:g} days (volatility factor, drift in bps a day): {market.REGIMES.tolist()}.
Agents: {agents.FEWEST} to {agents.MOST} views in {agents.PER_DAYS} days on 1 to
{agents.MOST_SYMBOLS} of {SYMBOLS} symbols, held {market.HORIZON} h, {agents.COST_BPS} bps a trade;
true net edge {agents.EDGE} of a trade's volatility, negative {agents.NEGATIVE};
pickers lose beyond {agents.PICKER_LOSS} volatilities; edges die at {agents.DEATH} of the time;
herds agree {agents.HERD_AGREES}; calibrated with seed {agents.CALIBRATION_SEED}."""


if __name__ == "__main__":
    main(sys.argv[1:])
