"""How a command speaks: to a terminal, a pipe, a program or a GitHub Actions log."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from bot.words.canonical import Json
from bot.words.problem import Problem


class Progress(Protocol):
    def advance(self, steps: int = 1) -> None: ...


class Output(Protocol):
    def say(self, text: str) -> None:
        """Print a line for people; silent under --json."""

    def write(self, text: str) -> None:
        """Print a document that was asked for, as it is, --json or not."""

    def warn(self, text: str) -> None: ...

    def problems(self, problems: Sequence[Problem]) -> None:
        """Print each with file and line; annotations under Actions."""

    def progress(self, label: str, total: int | None) -> AbstractContextManager[Progress]: ...

    def result(self, data: Mapping[str, Json]) -> None:
        """Print the machine-readable result; only under --json."""

    def summary(self, markdown: str) -> None:
        """Add to the job summary; only under Actions."""

    def publish(self, name: str, value: str) -> None:
        """Set an output of the job, of one line; only under Actions."""
