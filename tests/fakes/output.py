"""What a command said, kept for a test to read."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bot.words.canonical import Json
from bot.words.problem import Problem


class Bar:
    def __init__(self, label: str, total: int | None) -> None:
        self.label, self.total, self.steps = label, total, 0

    def advance(self, steps: int = 1) -> None:
        self.steps += steps


class HeardOutput:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.warned: list[str] = []
        self.found: list[Problem] = []
        self.bars: list[Bar] = []
        self.results: list[Mapping[str, Json]] = []
        self.summaries: list[str] = []
        self.published: dict[str, str] = {}

    def say(self, text: str) -> None:
        self.said.append(text)

    def write(self, text: str) -> None:
        self.said.append(text)

    def warn(self, text: str) -> None:
        self.warned.append(text)

    def problems(self, problems: Sequence[Problem]) -> None:
        self.found += problems

    @contextmanager
    def progress(self, label: str, total: int | None) -> Iterator[Bar]:
        bar = Bar(label, total)
        self.bars.append(bar)
        yield bar

    def result(self, data: Mapping[str, Json]) -> None:
        self.results.append(data)

    def summary(self, markdown: str) -> None:
        self.summaries.append(markdown)

    def publish(self, name: str, value: str) -> None:
        self.published[name] = value
