"""python -m bench replay: 200 agents, hourly looks; `python -m bench.replay --full` adds 360 days.

Beside it what the naive way costs, deciding everybody at each look, measured on some looks.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bench.fleet.files import write_world
from bench.fleet.run import lives
from bench.fleet.world import USUAL, World
from bot.adapters.past import OutFolder, PastFolders
from bot.adapters.policies import policy_texts
from bot.commands.replay import Replayed, files
from bot.commands.replaying.reading import Known, Wanted, read_past
from bot.decisions.replaying.engine import Stage
from bot.decisions.replaying.people import People
from bot.decisions.replaying.result import play
from bot.ledger.terms import terms_of
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.wiring.collecting import uncollected

SEED = 210_000
SPANS, LONGEST = (30, 90), 360
LIMIT_SECONDS, LIMIT_MB = 30.0, 1024.0
JUDGED_DAYS = 90
NAIVE_LOOKS = 6
DECAYING = 20
HOURLY = timedelta(hours=1)


def main(arguments: Sequence[str] = ()) -> int:
    spans = (*SPANS, LONGEST) if "--full" in arguments else SPANS
    print(f"machine: {os.cpu_count()} cores, Python {sys.version.split()[0]}; seed {SEED}")
    met = True
    with tempfile.TemporaryDirectory() as root:
        for days in spans:
            seconds, peak = _measure(Path(root) / str(days), days)
            if days == JUDGED_DAYS:
                met = seconds <= LIMIT_SECONDS and peak <= LIMIT_MB
    print(f"target: {JUDGED_DAYS} days within {LIMIT_SECONDS:g} s and {LIMIT_MB:g} MB: {met}")
    return 0 if met else 1


def _measure(folder: Path, days: int) -> tuple[float, float]:
    folder.mkdir()
    life = next(iter(lives(World("usual", days, USUAL, DECAYING), [SEED])))
    write_world(life, folder)
    policy, problems = read(policy_texts(folder))
    assert policy is not None, problems
    start, used = time.perf_counter(), time.process_time()
    with uncollected():  # as the command does
        known = _known(folder, policy)
        read_in = time.perf_counter() - start
        result = play(Stage(policy, known.past, known.looks), known.looks[0])
        for name, lines in files(Replayed(known, result)):
            OutFolder(folder / "out").write(name, lines)
    seconds, busy = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{days} days, {len(life.agents)} agents, {known.signals:,} signals, "
        f"{len(known.rows):,} settlements, {len(known.looks):,} looks: {seconds:.1f} s "
        f"({busy:.1f} s of processor, {1000 * busy / days:.0f} ms a day; reading {read_in:.1f} s), "
        f"{len(result.decisions)} decisions, peak memory {peak:.0f} MB"
    )
    print(f"  everybody at each look: {_naive(policy, known):.0f} s")
    return seconds, peak


def _known(folder: Path, policy: Policy) -> Known:
    past = PastFolders(folder / "events", folder / "prices", policy.prices)
    return read_past(past, terms_of(policy), Wanted(None, None, HOURLY))


def _naive(policy: Policy, known: Known) -> float:
    """Decide everybody at some looks of the last day, and reckon for all of them."""
    looks = known.looks[-NAIVE_LOOKS - 1 :]
    stage = Stage(policy, known.past, looks[:1], People(), thorough=True)
    folded = _seconds(stage)
    both = _seconds(Stage(policy, known.past, looks, People(), thorough=True))
    return (both - folded) / NAIVE_LOOKS * len(known.looks)


def _seconds(stage: Stage) -> float:
    start = time.perf_counter()
    play(stage, next(iter(stage.looks)))
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
