"""How long `governor --help` takes beyond a bare interpreter, the two in turn."""

import subprocess
import sys
import time

RUNS = 15
LIMIT_MS = 150
BARE = [sys.executable, "-c", "pass"]
HELP = [sys.executable, "-m", "bot", "--help"]


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def added_ms(runs: int = RUNS) -> float:
    """Compare the fastest of each, taken in turn: a busy machine only ever adds."""
    for command in (BARE, HELP):
        seconds(command)
    pairs = [(seconds(HELP), seconds(BARE)) for _ in range(runs)]
    return (min(shown for shown, _ in pairs) - min(bare for _, bare in pairs)) * 1000


def main() -> None:
    print(f"governor --help: {added_ms():.0f} ms more than a bare interpreter (fastest of {RUNS})")
