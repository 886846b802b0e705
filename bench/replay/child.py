"""python -m bench.replay.child FOLDER [--naive]: replay the files there, and say what it took.

The naive way decides everybody at each look; it is measured on some looks of the last day.
"""

import json
import resource
import sys
import time
from datetime import timedelta
from pathlib import Path

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

NAIVE_LOOKS = 6
HOURLY = timedelta(hours=1)


def main(folder: Path, *, naive: bool) -> dict[str, float]:
    policy, problems = read(policy_texts(folder))
    assert policy is not None, problems
    with uncollected():  # as the command does
        found = _naive(folder, policy) if naive else _ours(folder, policy)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**found, "megabytes": peak}


def _ours(folder: Path, policy: Policy) -> dict[str, float]:
    start, used = time.perf_counter(), time.process_time()
    known = _known(folder, policy)
    read_in = time.perf_counter() - start
    result = play(known.stage(policy, People()), known.looks[0])
    for name, lines in files(Replayed(known, result)):
        OutFolder(folder / "out").write(name, lines)
    return {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - used,
        "reading": read_in,
        "looks": len(known.looks),
        "settlements": len(known.rows),
        "decisions": len(result.decisions),
    }


def _known(folder: Path, policy: Policy) -> Known:
    past = PastFolders(folder / "events", folder / "prices", policy.prices)
    return read_past(past, terms_of(policy), Wanted(None, None, HOURLY))


def _naive(folder: Path, policy: Policy) -> dict[str, float]:
    """Decide everybody at some looks of the last day, and reckon for all of them."""
    known = _known(folder, policy)
    looks = known.looks[-NAIVE_LOOKS - 1 :]
    folded = _seconds(Stage(policy, known.past, looks[:1], People(), thorough=True))
    both = _seconds(Stage(policy, known.past, looks, People(), thorough=True))
    each = (both - folded) / (len(looks) - 1)
    return {"seconds": each * len(known.looks), "looks": len(looks) - 1}


def _seconds(stage: Stage) -> float:
    start = time.perf_counter()
    play(stage, next(iter(stage.looks)))
    return time.perf_counter() - start


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]), naive="--naive" in sys.argv), sys.stdout)
