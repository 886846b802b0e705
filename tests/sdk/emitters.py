"""Processes that emit into one place and are killed at random, started anew until all is said.

python -m tests.sdk.emitters EVENTS ACKS WORKERS EMITS SEED: for each emit that returned, a worker
adds one byte to ACKS/WORKER.ATTEMPT, since a plain write of more can be torn by a kill. Prints how
many were killed.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from bot.sdk import emit, run

LIFE_SECONDS = 0.02


def acked(acks: Path, worker: int) -> int:
    return sum(path.stat().st_size for path in acks.glob(f"{worker}.*"))


def work(worker: int, attempt: int, acks: Path, emits: int) -> None:
    done = acked(acks, worker)
    file = os.open(acks / f"{worker}.{attempt}", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with run(f"w{worker}", "crowd", run_id=f"{worker}.{attempt}", sink=sys.argv[1]):
        for nth in range(done, emits):
            emit({"symbol": f"S{nth}", "direction": "LONG", "prob_up": 0.5})
            os.write(file, b".")


def start(worker: int, attempt: int, acks: Path, emits: int) -> int:
    child = os.fork()
    if child == 0:
        work(worker, attempt, acks, emits)
        os._exit(0)
    return child


def main(workers: int, emits: int, seed: int) -> None:
    acks, chance = Path(sys.argv[2]), random.Random(seed)
    alive = {start(nth, 0, acks, emits): (nth, 0) for nth in range(workers)}
    killed = 0
    while alive:
        time.sleep(chance.random() * LIFE_SECONDS / len(alive))
        os.kill(chance.choice(list(alive)), signal.SIGKILL)
        while alive and (ended := os.waitpid(-1, os.WNOHANG))[0]:
            worker, attempt = alive.pop(ended[0])
            if ended[1]:
                killed += 1
                alive[start(worker, attempt + 1, acks, emits)] = (worker, attempt + 1)
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[3:]))
