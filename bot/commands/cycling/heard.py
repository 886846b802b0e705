"""What a step says: warnings at once, the rest only where anything has happened."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from bot.ports.output import Output, Progress
from bot.words.canonical import Json
from bot.words.problem import Problem


class Heard:
    """Stands before the real output. A summary, a warning or a problem tells that it matters."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._said: list[str] = []
        self.summaries: list[str] = []
        self.last: Mapping[str, Json] = {}
        self.matters = False

    def say(self, text: str) -> None:
        self._said.append(text)

    def write(self, text: str) -> None:
        self._output.write(text)

    def warn(self, text: str) -> None:
        self.matters = True
        self._output.warn(text)

    def problems(self, problems: Sequence[Problem]) -> None:
        self.matters = self.matters or bool(problems)
        self._output.problems(problems)

    def progress(self, label: str, total: int | None) -> AbstractContextManager[Progress]:
        return self._output.progress(label, total)

    def result(self, data: Mapping[str, Json]) -> None:
        self.last = data

    def summary(self, markdown: str) -> None:
        self.matters = True
        self.summaries.append(markdown)

    def publish(self, name: str, value: str) -> None:
        self._output.publish(name, value)

    def tell(self, title: str, *, summed_up: bool = True) -> None:
        """Pass on what was held back, under a title of its own, where it matters."""
        if not self.matters:
            return
        self._output.say(title)
        for line in self._said:
            self._output.say(line)
        for markdown in self.summaries if summed_up else ():
            self._output.summary(markdown)
