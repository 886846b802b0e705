"""Writes that do not count yet: kept in files of their own, and read as if they did."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from bot.adapters.files import lines_of
from bot.errors import StateError
from bot.state.tree import Append, Operation, Remove, Replace, Tree, Write

SAFE_PATH = re.compile(r"state(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")


class Kind(StrEnum):
    APPEND = "append"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one path; `part` holds the bytes to append, or the whole new file."""

    path: str
    kind: Kind
    part: str = ""


class Stage:
    """A tree laid over another one; what is written stays in its folder, out of memory."""

    def __init__(self, below: Tree, folder: Path) -> None:
        self._below, self._folder = below, folder
        self._changes: dict[str, Change] = {}

    def run(self, operations: Iterable[Operation]) -> Sequence[Change]:
        for operation in operations:
            for write in operation.apply(self):
                self._take(write)
        return tuple(self._changes.values())

    def read(self, path: str) -> bytes | None:
        change = self._changes.get(path)
        if change is None:
            return self._below.read(path)
        if change.kind is Kind.REMOVE:
            return None
        staged = self.part(change).read_bytes()
        return staged if change.kind is Kind.REPLACE else (self._below.read(path) or b"") + staged

    def lines(self, path: str) -> Iterator[bytes]:
        change = self._changes.get(path)
        if change is None:
            return self._below.lines(path)
        if change.kind is Kind.REMOVE:
            return iter(())
        staged = lines_of(self.part(change))
        return staged if change.kind is Kind.REPLACE else chain(self._below.lines(path), staged)

    def names(self, prefix: str) -> Sequence[str]:
        names = set(self._below.names(prefix))
        for change in self._changes.values():
            if change.kind is Kind.REMOVE:
                names.discard(change.path)
            elif change.path.startswith(prefix):
                names.add(change.path)
        return sorted(names)

    def bring(self, paths: Iterable[str]) -> None:
        self._below.bring(paths)

    def part(self, change: Change) -> Path:
        return self._folder / change.part

    def _take(self, write: Write) -> None:
        if not SAFE_PATH.fullmatch(write.path):
            raise StateError(
                f"Cannot write {write.path!r}: it does not lie under state/. Nothing was written."
            )
        match write:
            case Append(path, data):
                self._append(path, data)
            case Replace(path, data):
                self._start(path, Kind.REPLACE, data)
            case Remove(path):
                self._changes[path] = Change(path, Kind.REMOVE)

    def _append(self, path: str, data: bytes) -> None:
        change = self._changes.get(path)
        if change is None:
            self._start(path, Kind.APPEND, data)
        elif change.kind is Kind.REMOVE:
            self._start(path, Kind.REPLACE, data)
        else:
            with self.part(change).open("ab") as file:
                file.write(data)

    def _start(self, path: str, kind: Kind, data: bytes) -> None:
        change = Change(path, kind, path.replace("/", "+"))
        self.part(change).write_bytes(data)
        self._changes[path] = change


Staging: TypeAlias = Callable[[Tree, Path], Stage]
"""How a store lays a stage over a tree: plain, or one that writes partitions elsewhere."""
