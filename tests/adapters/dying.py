"""Processes that are killed with -9 on the way: at a counted line of code, or after a while."""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

Work = Callable[[], object]


def run_to_death(work: Work, lines: int) -> bool:
    """Run it in a process that kills itself at the given line; tell whether it died."""

    def traced() -> None:
        left = lines

        def count(frame: FrameType, event: str, argument: object) -> Any:  # noqa: ANN401
            nonlocal left
            del frame, argument
            left -= event == "line"
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return count

        sys.settrace(count)
        work()
        sys.settrace(None)

    return _died(_start(traced))


def count_lines(work: Work) -> int:
    """Count the lines that the work runs through, in this process."""
    total = 0

    def count(frame: FrameType, event: str, argument: object) -> Any:  # noqa: ANN401
        nonlocal total
        del frame, argument
        total += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    work()
    sys.settrace(before)
    return total


def kill_after(work: Work, seconds: float, *, whole_group: bool) -> bool:
    """Kill it after a while, alone or with the git it started; tell whether it had not ended."""
    child = _start(work)
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        (os.killpg if whole_group else os.kill)(child, signal.SIGKILL)
    return _died(child)


def _start(work: Work) -> int:
    child = os.fork()
    if child:
        return child
    try:
        os.setpgid(0, 0)
        work()
        os._exit(0)
    finally:
        os._exit(1)


def _died(child: int) -> bool:
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)
