"""GOVERNOR_HOME: the folder where agents of one machine keep what must outlive a process."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.sdk import append

PAUSE = 0.02


class Busy(OSError):
    """Another process held the lock for too long."""


@contextmanager
def held(lock: Path, seconds: float = 10.0) -> Iterator[None]:
    """Be the only one; the kernel lets go of the lock when its holder dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + seconds
    with lock.open("ab") as file:
        while not _taken(file.fileno()):
            if time.monotonic() > until:
                raise Busy(f"{lock} was held by another process for {seconds:g} s")
            time.sleep(PAUSE)
        try:
            yield
        finally:
            # Closing is not enough: a child forked meanwhile has the file open too.
            fcntl.flock(file.fileno(), fcntl.LOCK_UN)


def write_whole(path: Path, data: bytes) -> None:
    """Leave the old file or the new one, whatever dies when; the caller holds a lock."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(data)
    append.sync(str(draft))
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
