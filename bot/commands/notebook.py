"""An output that keeps what one command says while another one, which called it, reports."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from bot.ports.output import Output, Progress
from bot.words.canonical import Json
from bot.words.problem import Problem


@dataclass(slots=True)
class Notebook:
    """Results and summaries stay here: a command has one of each."""

    output: Output
    said: list[str] = field(default_factory=list)
    results: list[Mapping[str, Json]] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)
        self.output.say(text)

    def write(self, text: str) -> None:
        self.say(text)

    def warn(self, text: str) -> None:
        self.output.warn(text)

    def problems(self, problems: Sequence[Problem]) -> None:
        self.output.problems(problems)

    def progress(self, label: str, total: int | None) -> AbstractContextManager[Progress]:
        return self.output.progress(label, total)

    def result(self, data: Mapping[str, Json]) -> None:
        self.results.append(data)

    def summary(self, markdown: str) -> None:
        del markdown

    def publish(self, name: str, value: str) -> None:
        self.output.publish(name, value)
