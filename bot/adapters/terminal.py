"""Speaks to whoever listens: a person at a terminal, a pipe, a program, an Actions log."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from bot.adapters import actions
from bot.ports.output import Progress
from bot.settings.environment import Settings
from bot.words.canonical import Json
from bot.words.problem import Problem
from bot.words.text import quiet

QUARTERS = 4
SHOWN_PROBLEMS = 50


class Terminal:
    def __init__(self, settings: Settings, *, as_json: bool, out: TextIO, err: TextIO) -> None:
        self._settings, self._as_json, self._out, self._err = settings, as_json, out, err

    def say(self, text: str) -> None:
        if not self._as_json:
            self._print(text, self._out)

    def write(self, text: str) -> None:
        print(text, end="", file=self._out)

    def warn(self, text: str) -> None:
        self._print(f"warning: {text}", self._err)
        if self._settings.in_actions:
            self._annotate(actions.warning(text))

    def problems(self, problems: Sequence[Problem]) -> None:
        for problem in problems[:SHOWN_PROBLEMS]:
            self._print(problem.sentence(), self._err)
            if self._settings.in_actions:
                self._annotate(actions.annotation(problem))
        if len(problems) > SHOWN_PROBLEMS:
            print(f"… and {len(problems) - SHOWN_PROBLEMS:,} more", file=self._err)

    @contextmanager
    def progress(self, label: str, total: int | None) -> Iterator[Progress]:
        if self._err.isatty() and not self._as_json:
            with _bar(label, total, self._err, colour=not self._settings.no_color) as progress:
                yield progress
        else:
            quiet = self._as_json or not self._settings.in_ci
            yield Quarters(label, total, None if quiet else self._err)

    def result(self, data: Mapping[str, Json]) -> None:
        if self._as_json:
            print(json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False), file=self._out)

    def summary(self, markdown: str) -> None:
        if self._settings.summary_file:
            actions.append(self._settings.summary_file, markdown)

    def publish(self, name: str, value: str) -> None:
        if self._settings.output_file:
            actions.append(self._settings.output_file, f"{name}={value}")

    def _print(self, text: str, file: TextIO) -> None:
        print(quiet(text) if self._settings.in_actions else text, file=file)

    def _annotate(self, line: str) -> None:
        # Under --json standard output belongs to the program that reads it.
        print(line, file=self._err if self._as_json else self._out)


@dataclass(frozen=True, slots=True)
class Steps:
    take: Callable[[int], None]

    def advance(self, steps: int = 1) -> None:
        self.take(steps)


class Quarters:
    """A line at each quarter of the way, for logs that keep every character."""

    def __init__(self, label: str, total: int | None, out: TextIO | None) -> None:
        self._label, self._total, self._out = label, total or 0, out
        self._done = self._told = 0

    def advance(self, steps: int = 1) -> None:
        self._done += steps
        quarter = QUARTERS * self._done // self._total if self._total else 0
        if self._out and quarter > self._told:
            print(f"{self._label}: {self._done:,} of {self._total:,}", file=self._out, flush=True)
        self._told = max(self._told, quarter)


@contextmanager
def _bar(label: str, total: int | None, err: TextIO, *, colour: bool) -> Iterator[Progress]:
    # rich takes 60 ms to import, which only a person who watches should pay.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(file=err, no_color=not colour), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield Steps(lambda steps: bar.advance(task, steps))
