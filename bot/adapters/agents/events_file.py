"""The events of one run, read from a file that the agent could do anything to."""

import os
import stat
from pathlib import Path

LIMIT = 16 << 20  # no honest run comes near it


def read_events(path: Path, limit: int = LIMIT) -> tuple[bytes, bool]:
    """Give whole lines up to a limit, and whether there was more.

    A link in its place would show us what the agent may not read, and a pipe would hold us up.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b"", False
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            return b"", False
        with os.fdopen(file, "rb", closefd=False) as stream:
            data = stream.read(limit + 1)
    finally:
        os.close(file)
    if len(data) <= limit:
        return data, False
    return data[: data.rfind(b"\n", 0, limit) + 1], True
