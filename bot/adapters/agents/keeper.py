"""Keeps one agent: starts it, watches it, and leaves nothing of it alive. Run as a script.

It is a process between Governor and the agent, so that whatever the agent orphans becomes this
process's child, and of this agent beyond doubt. It imports the standard library only.
"""

import ctypes
import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

PROC = Path("/proc")
SUBREAPER, PARENT_DEATH_SIGNAL = 36, 1
POLL_SECONDS = 0.02
MEMORY_EVERY = 10
KILL_SECONDS = 20.0

EXIT, TIMEOUT, MEMORY, STOPPED = "exit", "timeout", "memory", "stopped"

stopped = False
ended: dict[int, int] = {}


def main(arguments: Sequence[str]) -> int:
    report, timeout, grace, memory_mb, *command = arguments
    fcntl.fcntl(int(report), fcntl.F_SETFD, fcntl.FD_CLOEXEC)
    parent = os.getppid()
    signal.signal(signal.SIGTERM, _stop)
    _adopt(parent)
    began = time.monotonic()
    child = _start(command)
    _tell(int(report), {"pid": child})
    ending = _watch(child, began + float(timeout), int(memory_mb) * 1024)
    left = len(_descendants()) if ending == EXIT else 0
    if ending in (TIMEOUT, STOPPED):
        _ask_to_end(float(grace))
    _end_all(child)
    seconds, status = time.monotonic() - began, _reaped().get(child)
    _tell(int(report), {"ending": ending, "status": status, "seconds": seconds, "left": left})
    return 0


def _stop(number: int, frame: object) -> None:
    del number, frame
    global stopped  # noqa: PLW0603 - a signal has no other way in
    stopped = True


def _adopt(parent: int) -> None:
    """Become the parent of orphans, and be told when our own parent dies."""
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(SUBREAPER, 1, 0, 0, 0)
        prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        _stop(0, None)


def _start(command: list[str]) -> int:
    """Start the agent in a session of its own, with the environment that was made for it."""
    environment = os.environ  # noqa: TID251 - made by Governor for this one agent
    ignored = [signal.SIGPIPE, signal.SIGXFSZ]  # by Python, and else by all it starts
    return os.posix_spawn(command[0], command, environment, setsid=True, setsigdef=ignored)


def _watch(child: int, deadline: float, limit_kb: int) -> str:
    turn = 0
    while child not in _reaped():
        if stopped:
            return STOPPED
        if time.monotonic() > deadline:
            return TIMEOUT
        if turn % MEMORY_EVERY == 0 and sum(map(_memory_kb, _descendants())) > limit_kb:
            return MEMORY
        turn += 1
        time.sleep(POLL_SECONDS)
    return EXIT


def _ask_to_end(grace: float) -> None:
    deadline = time.monotonic() + grace
    for pid in _descendants():
        _signal(pid, signal.SIGTERM)
    while _descendants() and time.monotonic() < deadline:
        _reaped()
        time.sleep(POLL_SECONDS)


def _end_all(child: int) -> None:
    """Kill until nothing is left; who is stopped first cannot start another meanwhile."""
    if child not in _reaped():
        _signal_group(child)
    deadline = time.monotonic() + KILL_SECONDS
    while (alive := _descendants()) and time.monotonic() < deadline:
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in alive:
                _signal(pid, number)
        _reaped()
        time.sleep(POLL_SECONDS)
    while child not in _reaped() and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _reaped() -> dict[int, int]:
    """Give how each child ended, of those that did: an exit code, or a signal as negative."""
    try:
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            ended[found[0]] = os.waitstatus_to_exitcode(found[1])
    except ChildProcessError:
        pass
    return ended


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):  # gone, or with rights of its own
        return


def _signal_group(child: int) -> None:
    try:
        os.killpg(child, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _descendants() -> list[int]:
    """List all that live below this process; where there is no /proc, nothing is known."""
    children: dict[int, list[int]] = {}
    for pid, parent, state in _processes():
        if state != "Z":
            children.setdefault(parent, []).append(pid)
    found, waiting = [], [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _processes() -> Iterator[tuple[int, int, str]]:
    """Give number, parent and state of every process."""
    for place in PROC.iterdir() if PROC.is_dir() else ():
        if place.name.isdecimal() and (text := _read(place / "stat")):
            state, parent = text.rpartition(")")[2].split()[:2]
            yield int(place.name), int(parent), state


def _memory_kb(pid: int) -> int:
    """Give its share of memory: a page that several use counts once in all."""
    for line in _read(PROC / f"{pid}" / "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _tell(report: int, record: object) -> None:
    os.write(report, json.dumps(record).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
