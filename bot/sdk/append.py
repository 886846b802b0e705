"""Whole lines at the end of a file that many processes write, whoever of them dies when."""

import fcntl
import json
import os
import stat

LONGEST = 1 << 16


def append(path: str, data: bytes) -> None:
    """Hold the lock for one write: it is the kernel's, so it goes with the process that dies."""
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if stat.S_ISREG(os.fstat(file).st_mode):
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                _append(file, data)
            finally:
                # Closing is not enough: a child forked meanwhile has the file open too.
                fcntl.flock(file, fcntl.LOCK_UN)
            return
    finally:
        os.close(file)
    _hand_over(path, data)


def _hand_over(path: str, data: bytes) -> None:
    """Write into a pipe or terminal, and fail where nobody reads: it would be lost on closing."""
    file = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        os.set_blocking(file, True)
        _write(file, data)
    finally:
        os.close(file)


def sync(path: str) -> None:
    """Force what a file holds to disk; a pipe or terminal has none."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        if stat.S_ISREG(os.fstat(file).st_mode):
            os.fsync(file)
    finally:
        os.close(file)


def _append(file: int, data: bytes) -> None:
    end = _mend(file)
    try:
        _write(file, data)
    except BaseException:
        os.ftruncate(file, end)
        raise


def _mend(file: int) -> int:
    """Clear away the half line of a writer that was killed in its write; give the end."""
    end = os.fstat(file).st_size
    if end == 0 or os.pread(file, 1, end - 1) == b"\n":
        return end
    tail = os.pread(file, LONGEST, max(0, end - LONGEST))
    torn = tail[tail.rfind(b"\n") + 1 :]
    if len(torn) < LONGEST and not _is_json(torn):
        os.ftruncate(file, end - len(torn))
        return end - len(torn)
    _write(file, b"\n")
    return end + 1


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
