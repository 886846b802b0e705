"""What a keeper's last words mean."""

import signal
from collections.abc import Mapping

from bot.adapters.agents import keeper
from bot.adapters.agents.events_file import LIMIT
from bot.ports.agents import Ending, Task
from bot.words.count import plural

LOST = "the process that kept it was killed"
TOO_MUCH = f"wrote more than {LIMIT >> 20} MB of events, and the rest was left out"


def ended(record: Mapping[str, object], task: Task) -> tuple[Ending, str]:
    match record.get("ending"):
        case keeper.EXIT:
            return _exited(record.get("status"), record.get("left"))
        case keeper.TIMEOUT:
            return Ending.TIMED_OUT, f"stopped after {task.timeout_seconds:g} s"
        case keeper.MEMORY:
            return Ending.OUT_OF_MEMORY, f"used more than {task.memory_mb:,} MB"
        case keeper.STOPPED:
            return Ending.STOPPED, "stopped because Governor was"
    return Ending.LOST, LOST


def _exited(status: object, left: object) -> tuple[Ending, str]:
    stray = ""
    if isinstance(left, int) and left > 0:
        stray = f"; stopped {plural(left, 'process', 'processes')} it left"
    if status == 0:
        return Ending.DONE, stray.removeprefix("; ")
    return Ending.FAILED, _code(status) + stray


def _code(status: object) -> str:
    if isinstance(status, int) and status < 0:
        return f"died of {signal.Signals(-status).name}"
    return f"exit code {status}"


def too_much(ending: Ending, detail: str) -> tuple[Ending, str]:
    """Say that not all of its events were read; a run that lost lines did not end well."""
    said = "; ".join(filter(None, [detail, TOO_MUCH]))
    return (Ending.FAILED if ending == Ending.DONE else ending), said
