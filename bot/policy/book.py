"""All policy files side by side as they were written, also where some of them have mistakes.

Checks between files ask here, so that a typing error in one file hides no mistake in another.
What is left out answers with its default; what is of the wrong kind, or in a file that cannot be
read, answers None.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from bot.policy.document import Document, Path
from bot.policy.policy import Policy
from bot.words.canonical import Json
from bot.words.problem import Problem

ABSENT = object()


@dataclass(frozen=True, slots=True)
class Book:
    documents: Mapping[str, Document]
    defaults: Mapping[str, Json] = field(default_factory=lambda: Policy().wire())

    def has(self, name: str) -> bool:
        """Say whether a file is there and can be read at all."""
        return name in self.documents and self.documents[name].value is not None

    def get(self, name: str, *path: str | int) -> Json:
        """Give what is written, else the default; None where there is neither or no such file."""
        if not self.has(name):
            return None
        written = self.documents[name].value
        found = _walk(written, path)
        if found is ABSENT and _walk(written, _list_of(path)) is ABSENT:
            found = _walk(self.defaults[name], path)
        return None if found is ABSENT else found  # type: ignore[return-value]

    def number(self, name: str, *path: str | int) -> float | None:
        return _number(self.get(name, *path))

    def numbers(self, name: str, *path: str | int) -> list[float]:
        """Give the numbers of a list; an empty one where any entry is something else."""
        found = self.get(name, *path)
        listed = found if isinstance(found, list) else []
        known = [_number(entry) for entry in listed]
        return [] if None in known else [number for number in known if number is not None]

    def text(self, name: str, *path: str | int) -> str | None:
        found = self.get(name, *path)
        return found if isinstance(found, str) else None

    def entries(self, name: str, *path: str | int) -> Iterator[Path]:
        """Yield the path of each entry of a list or mapping."""
        found = self.get(name, *path)
        if isinstance(found, Mapping):
            yield from ((*path, key) for key in found)
        elif isinstance(found, list):
            yield from ((*path, index) for index in range(len(found)))

    def texts(self, name: str, where: Path, key: str) -> Iterator[tuple[Path, str]]:
        """Yield (path, text) of one key of each entry, where it is text."""
        for entry in self.entries(name, *where):
            found = self.text(name, *entry, key)
            if found is not None:
                yield (*entry, key), found

    def spelled(self, name: str, path: Path) -> str:
        return self.text(name, *path) or str(path[-1])

    def problem(self, name: str, path: Path, why: str, *, at_key: bool = False) -> Problem:
        return self.documents[name].problem(path, why, at_key=at_key)


def _list_of(path: Path) -> Path:
    """Give the list a path leads into: one that is written has its own entries, not the default's.

    A path that leads into none is its own answer.
    """
    return tuple(takewhile(lambda step: isinstance(step, str), path))


def _number(value: Json) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None  # type: ignore[arg-type]


def _walk(value: object, path: Path) -> object:
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step, ABSENT)
        elif isinstance(value, list | tuple) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return ABSENT
    return value
