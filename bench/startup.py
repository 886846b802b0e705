"""How long `governor --help` takes beyond a bare interpreter, the two in turn."""

import subprocess
import sys
import time
from statistics import median

RUNS = 15
LIMIT_MS = 150
BARE = [sys.executable, "-c", "pass"]
HELP = [sys.executable, "-m", "bot", "--help"]


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def added_ms(runs: int = RUNS) -> float:
    """Median over pairs taken in turn, so that a slow moment of the machine hits both."""
    for command in (BARE, HELP):
        seconds(command)
    return median((seconds(HELP) - seconds(BARE)) * 1000 for _ in range(runs))


def main() -> None:
    print(
        f"governor --help: {added_ms():.0f} ms more than a bare interpreter ({RUNS} pairs, median)"
    )
