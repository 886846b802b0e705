"""An output that keeps what a command says while another one, which called it, reports."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from bot.ports.output import Output, Progress
from bot.words.canonical import Json
from bot.words.problem import Problem


@dataclass(slots=True)
class Notebook:
    """Results and summaries stay here: whoever called has one of each to give.

    `holds_back` keeps what is said as well, until it is told. A summary, a warning or a problem
    tells that it matters.
    """

    output: Output
    holds_back: bool = False
    said: list[str] = field(default_factory=list)
    results: list[Mapping[str, Json]] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)
    matters: bool = False

    @property
    def last(self) -> Mapping[str, Json]:
        return self.results[-1] if self.results else {}

    def say(self, text: str) -> None:
        self.said.append(text)
        if not self.holds_back:
            self.output.say(text)

    def write(self, text: str) -> None:
        self.output.write(text)

    def warn(self, text: str) -> None:
        self.matters = True
        self.output.warn(text)

    def problems(self, problems: Sequence[Problem]) -> None:
        self.matters = self.matters or bool(problems)
        self.output.problems(problems)

    def progress(self, label: str, total: int | None) -> AbstractContextManager[Progress]:
        return self.output.progress(label, total)

    def result(self, data: Mapping[str, Json]) -> None:
        self.results.append(data)

    def summary(self, markdown: str) -> None:
        self.matters = True
        self.summaries.append(markdown)

    def publish(self, name: str, value: str) -> None:
        self.output.publish(name, value)

    def tell(self, title: str, *, summed_up: bool = True) -> None:
        """Pass on what was held back, under a title of its own, where it matters."""
        if not self.matters:
            return
        self.output.say(title)
        for line in self.said:
            self.output.say(line)
        for markdown in self.summaries if summed_up else ():
            self.output.summary(markdown)
