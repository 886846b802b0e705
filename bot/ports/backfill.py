"""What a backfill reads prices from, and where the days that it settles go."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.words.problem import Problem


@dataclass(frozen=True, slots=True)
class Priced:
    """`markets` by symbol as the signals write it; `files` hold their candles for an engine."""

    venue: str
    markets: Mapping[str, str]
    files: Sequence[str]
    interval_ms: int
    until_ms: int
    problems: Sequence[Problem]


class Yard(Protocol):
    @property
    def name(self) -> str:
        """Name where whole days go."""

    @property
    def settled(self) -> str:
        """Name the folder that an engine writes to."""

    def prices(self, symbols: Iterable[str], interval_ms: int) -> Priced: ...

    def days(self) -> Sequence[str]:
        """Name the days that an engine wrote."""

    def finish(self, day: str) -> int:
        """Put a day where it goes, whole or not at all, over an older one; gives its rows."""

    def beside(self, days: Container[str]) -> Sequence[str]:
        """Name what lies there of other days: whoever reads the ledger reads it too."""
