"""Runs a command quietly and keeps what it would have told a program."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bot.ports.output import Progress
from bot.words.canonical import Json
from bot.words.problem import Problem


class Unheard:
    def advance(self, steps: int = 1) -> None:
        pass


class Hearing:
    """An output that nobody reads; numbers of the results are added up."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.counts: dict[str, int] = {}
        self.last: Mapping[str, Json] = {}

    def say(self, text: str) -> None:
        self.said.append(text)

    def write(self, text: str) -> None:
        self.said.append(text)

    def warn(self, text: str) -> None:
        self.said.append(text)

    def problems(self, problems: Sequence[Problem]) -> None:
        self.counts["problems"] = self.counts.get("problems", 0) + len(problems)

    @contextmanager
    def progress(self, label: str, total: int | None) -> Iterator[Progress]:
        del label, total
        yield Unheard()

    def result(self, data: Mapping[str, Json]) -> None:
        self.last = data
        for name, value in data.items():
            if isinstance(value, int):
                self.counts[name] = self.counts.get(name, 0) + value

    def summary(self, markdown: str) -> None:
        pass

    def publish(self, name: str, value: str) -> None:
        pass
