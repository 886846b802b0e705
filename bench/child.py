"""Runs a command in a process of its own, and says how long it took and how much it held."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# A child inherits the peak of whoever starts it, so a small process does, and not this large one.
STARTER = """
import json, os, sys, time
start = time.perf_counter()
child = os.fork()
if child == 0:
    os.execvpe(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
seconds = time.perf_counter() - start
with open(sys.argv[1], "w") as file:
    json.dump([seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024], file)
sys.exit(os.waitstatus_to_exitcode(status))
"""
UNKEPT = "PYTHONDONTWRITEBYTECODE"
BYTE_CODE = Path("bench-out") / "byte-code"


@dataclass(frozen=True, slots=True)
class Ran:
    """Wall clock, seconds of processor, peak of the largest process of the family, output."""

    seconds: float
    processor: float
    peak_mb: float
    output: str


def run(
    command: Sequence[str], folder: Path | None = None, also: Mapping[str, str] | None = None
) -> Ran:
    """Run it to its end; what it says to stderr goes there, and a failure is one of the bench."""
    readable, writable = os.pipe()
    starter = [sys.executable, "-I", "-S", "-c", STARTER, f"/dev/fd/{writable}"]
    try:
        done = subprocess.run(
            [*starter, *command],
            cwd=folder,
            env={**_surroundings(), **(also or {})},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=(writable,),
        )
    finally:
        os.close(writable)
        with os.fdopen(readable) as figures:
            text = figures.read()
    seconds, processor, peak_mb = json.loads(text)
    return Ran(seconds, processor, peak_mb, done.stdout)


def _surroundings() -> dict[str, str]:
    """Let byte code be kept, as it is wherever a program runs more than once."""
    rest = {name: value for name, value in os.environ.items() if name != UNKEPT}
    return {"PYTHONPYCACHEPREFIX": str(BYTE_CODE.resolve()), **rest}


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]
