"""What is left of a run whose keeper was killed, known by the folder that it alone was given."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
PATIENCE_SECONDS, PAUSE_SECONDS = 5.0, 0.02


def end_strays(folder: Path) -> None:
    """Kill until nobody is left; what cleared its environment is not found, nor without /proc."""
    mark = b"GOVERNOR_EVENTS=" + os.fsencode(folder) + b"/"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := list(_carrying(mark))) and time.monotonic() < deadline:
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(PAUSE_SECONDS)


def _carrying(mark: bytes) -> Iterator[int]:
    for place in PROC.iterdir() if PROC.is_dir() else ():
        if place.name.isdecimal() and mark in _environment(place):
            yield int(place.name)


def _environment(place: Path) -> bytes:
    try:
        return (place / "environ").read_bytes()
    except OSError:
        return b""
