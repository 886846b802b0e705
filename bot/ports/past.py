"""A past that is kept in folders: lines of events, and candles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from bot.ledger.hindsight import Shelf
from bot.words.problem import Problem


class Line(NamedTuple):
    file: str
    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Shelved:
    """`interval_ms` is that of the candles that were found, which may not be the wanted one."""

    shelf: Shelf
    interval_ms: int
    problems: tuple[Problem, ...] = ()


class Past(Protocol):
    def signals(self) -> Iterator[Line]: ...

    def telemetry(self) -> Iterator[Line]: ...

    def refused(self) -> Iterator[Line]:
        """Give what a state keeps in its quarantine; most folders have none."""

    def candles(self, symbols: Iterable[str], interval_ms: int) -> Shelved:
        """Read whole series; where the wanted interval is missing, those of the shortest."""


class Folder(Protocol):
    """Where results go."""

    @property
    def name(self) -> str: ...

    def write(self, name: str, lines: Iterable[bytes]) -> None:
        """Write a whole file, over an older one."""
