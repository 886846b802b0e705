"""A change to the state is data: operations read a tree and say what to write.

A store applies operations in order, each seeing what the ones before it wrote. When another
writer was faster the store applies the same operations again, on the newer tree. So an operation
never carries a whole file that somebody else may have changed: it carries its intent.

Paths are written with slashes, relative to the repository: `state/agents.json`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeAlias

from bot.words.canonical import Json


@dataclass(frozen=True, slots=True)
class Append:
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Replace:
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Remove:
    path: str


Write: TypeAlias = Append | Replace | Remove


class Tree(Protocol):
    """State files as they stand."""

    def read(self, path: str) -> bytes | None:
        """Return the whole file, or None where there is none."""

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield lines without their newline; a missing file has none."""

    def names(self, prefix: str) -> Sequence[str]:
        """List the paths of all files that start with the prefix, sorted."""

    def bring(self, paths: Iterable[str]) -> None:
        """Hear which files will be read soon, so that many come as quickly as one."""


class Operation(Protocol):
    """One intended change; `wire` and its decoder keep it across a crash or a refused push."""

    kind: ClassVar[str]

    def apply(self, tree: Tree) -> Iterable[Write]: ...

    def wire(self) -> Mapping[str, Json]: ...
