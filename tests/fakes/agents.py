"""Agents that never run: each says what it is told to, and who was started is remembered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.ports.agents import Admit, Ending, Outcome, Task


@dataclass(frozen=True)
class Said:
    events: bytes = b""
    ending: Ending = Ending.DONE
    detail: str = ""
    output: str = ""
    seconds: float = 0.5


@dataclass
class FakeAgents:
    """The last one that is started is the first to end."""

    said: Mapping[str, Said] = field(default_factory=dict)
    started: list[Task] = field(default_factory=list)

    def run(self, tasks: Sequence[Task], admit: Admit) -> Iterator[Outcome]:
        allowed = [task for task in map(admit, tasks) if task]
        self.started += allowed
        for task in reversed(allowed):
            one = self.said.get(task.agent, Said())
            yield Outcome(task, one.ending, one.detail, one.seconds, one.output, one.events)
