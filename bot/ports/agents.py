"""Agents as processes: what one is started with, and what became of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias


class Ending(StrEnum):
    """How a run ended; a run that was LOST has nobody left who could say."""

    DONE = "done"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    STOPPED = "stopped"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Task:
    """One run; `now` is the time it takes it to be, or None for its own clock.

    `lease` and `kill_list` are given to it as files, unless its environment names others.
    """

    agent: str
    run_id: str
    entry_point: str
    environment: Mapping[str, str] = field(repr=False)
    timeout_seconds: float
    memory_mb: int
    now: datetime | None = None
    lease: bytes | None = None
    kill_list: bytes | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`output` and `events` are masked; `detail` says in words what the ending does not."""

    task: Task
    ending: Ending
    detail: str
    seconds: float
    output: str
    events: bytes


Admit: TypeAlias = Callable[[Task], Task | None]


class Agents(Protocol):
    def run(self, tasks: Sequence[Task], admit: Admit) -> Iterator[Outcome]:
        """Run them, some at a time; give each when it has ended and nothing of it is alive.

        `admit` is asked before each start, never by two at once, and gives the task as it starts;
        who gets None has no outcome.
        """
