"""What GitHub Actions reads from a step: annotations on its output, the job summary, outputs."""

from pathlib import Path

from bot.words.problem import Problem
from bot.words.text import printable, quiet

LONGEST = 4000


def annotation(problem: Problem) -> str:
    line = "" if problem.line is None else f",line={problem.line}"
    return f"::error file={_property(problem.file)}{line}::{_message(problem.sentence())}"


def warning(text: str) -> str:
    return f"::warning::{_message(text)}"


def append(path: str, text: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(text.rstrip("\n") + "\n")


def _message(text: str) -> str:
    return quiet(printable(text, LONGEST)).replace("%", "%25")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
