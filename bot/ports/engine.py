"""What runs the large queries: tables that files give, named queries, few rows that come back."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

Value: TypeAlias = str | int | float | None
Answer: TypeAlias = Mapping[str, Value]


class Engine(Protocol):
    """Every time is in milliseconds since 1970. A line that cannot be read stops the query."""

    @property
    def name(self) -> str: ...

    def show(self, table: str, files: Sequence[str]) -> None:
        """Give files of one kind (settlements, signals, telemetry) as a table, JSONL or Parquet."""

    def give(
        self, table: str, columns: Mapping[str, type], rows: Sequence[Sequence[Value]]
    ) -> None:
        """Give a small table."""

    def ask(self, query: str) -> Sequence[Answer]:
        """Run a query by its name, over the tables of its text, and give all its rows."""

    def write(self, query: str, folder: str) -> None:
        """Write the rows as Parquet, those of each day in a folder day=DAY of their own."""


Opened: TypeAlias = AbstractContextManager[Engine]
