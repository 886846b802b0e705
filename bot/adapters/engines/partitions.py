"""Settled days, from what an engine wrote to partitions of a ledger: whole, in order, the same."""

from collections.abc import Iterator
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
from bot.errors import CannotReach

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
        try:
            if self.target.get(name) != data:
                self.target.put(name, data)
        except (OSError, arrow().ArrowException) as error:
            raise CannotReach(self.name, str(error).strip().rstrip(".")) from None
        return int(table.num_rows)

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
