"""Settled days, from what an engine wrote to partitions of a ledger: whole, in order, the same."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bot.adapters.lake.arrow import arrow, parquet
from bot.adapters.lake.columns import PARQUET, SETTLEMENTS
from bot.adapters.lake.objects import Objects
from bot.adapters.lake.parquet import write_table

ORDER: Final = ("received_at", "signal_id", "horizon_hours", "price_version")
STAGE: Final = "_staging"


@dataclass(frozen=True, slots=True)
class Partitions:
    """`stage` is where the engine writes what it settles; `target` gets whole days."""

    stage: Path
    target: Objects
    name: str

    @property
    def settled(self) -> str:
        return str(self.stage / "settled")

    def days(self) -> list[str]:
        folders = sorted(Path(self.settled).glob("day=*"))
        return [folder.name.removeprefix("day=") for folder in folders]

    def finish(self, day: str) -> int:
        """Put one day there, whole or not at all; the same rows are the same bytes."""
        table = self._table(day)
        sink = BytesIO()
        write_table(table, SETTLEMENTS, sink)
        name = f"{day}{PARQUET}"
        data = sink.getvalue()
        if self.target.get(name) != data:
            self.target.put(name, data)
        return int(table.num_rows)

    def beside(self, days: Container[str]) -> list[str]:
        """Name the files of days that lie there too: of an earlier backfill, perhaps."""
        names = (one.name for one in self.target.listed())
        found = (name for name in names if name.endswith(PARQUET) and "/" not in name)
        return sorted(name for name in found if name.removesuffix(PARQUET) not in days)

    def _table(self, day: str) -> Any:  # noqa: ANN401 - the package has no types
        files = sorted(Path(self.settled, f"day={day}").glob("*.parquet"))
        names = [column.name for column in SETTLEMENTS.columns]
        parts = [parquet().ParquetFile(file).read(columns=names) for file in files]
        return arrow().concat_tables(parts).sort_by([(name, "ascending") for name in ORDER])


@contextmanager
def partitions(target: Objects, name: str, folder: Path | None) -> Iterator[Partitions]:
    """Make a stage, beside the target where that is a folder: all machines may see it there."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f"{STAGE}-", dir=folder) as stage:
        yield Partitions(Path(stage), target, name)
