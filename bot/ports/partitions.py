"""Days of events and of the ledger whose many lines or parts may become one Parquet file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.state.tree import Operation, Tree


@dataclass(frozen=True, slots=True)
class Due:
    """A day that gets smaller, or has fewer parts; bytes are those of its files or objects."""

    path: str
    lines: int
    parts: int
    bytes_before: int
    bytes_after: int


@dataclass(frozen=True, slots=True)
class Orphan:
    """An object that no manifest names, and that nobody can be about to name.

    `spare` where the state has every line of it; what holds others is perhaps somebody else's.
    """

    place: str
    name: str
    size: int
    spare: bool


class Partitions(Protocol):
    """`tree` shows the files as they are stored, not the lines that they stand for."""

    def due(self, tree: Tree, files_before: str, parts_before: str) -> Sequence[Due]:
        """Find days before the one as plain files, before the other in parts, that it pays for."""

    def press(self, due: Sequence[Due]) -> Operation:
        """Give what writes them anew; on a newer tree it takes what is there by then."""

    def orphans(self, tree: Tree, now: datetime, grace: timedelta) -> Sequence[Orphan]:
        """List objects of this fleet that no partition has, once they are older than the grace."""

    def drop(self, orphans: Sequence[Orphan]) -> None:
        """Remove those that are spare."""
