"""The engine that policy or a person chooses, and where the tables lie."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from bot.adapters.engines.duckdb import duckdb_engine
from bot.adapters.engines.fetched import from_state, from_store
from bot.adapters.engines.files import LOCAL, REMOTE, partitions
from bot.adapters.engines.session import shown
from bot.adapters.engines.spark import spark_engine
from bot.adapters.lake.columns import SETTLEMENTS, SIGNALS, TELEMETRY, Form
from bot.errors import BadUsage
from bot.ports.engine import Opened
from bot.wiring.places import objects_at, told
from bot.wiring.shell import Shell
from bot.wiring.stores import shelf_of

EVENTS = {"signals": SIGNALS, "telemetry": TELEMETRY}
HERE = "local"

Files: TypeAlias = AbstractContextManager[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """An engine; `spark` is the place of a Spark, and empty for DuckDB."""

    shell: Shell
    spark: str

    def open(self) -> Opened:
        return spark_engine(self.spark) if self.spark else duckdb_engine()

    def ledger(self, place: str) -> Files:
        return self._files(place, SETTLEMENTS, "")

    def events(self, place: str, part: str) -> Files:
        return self._files(place, EVENTS[part], part)

    def check_stage(self, out: str) -> None:
        """Refuse to have machines write what only this one would see."""
        if self._is_far and (not out or REMOTE in out):
            raise BadUsage(
                f"Cannot have {shown(self.spark)} settle into {out}: give a folder that all its"
                " machines and this one share (docs/spark.md)."
            )

    @property
    def _is_far(self) -> bool:
        return bool(self.spark) and not self.spark.startswith(HERE)

    @contextmanager
    def _files(self, place: str, form: Form, part: str) -> Iterator[Sequence[str]]:
        """Name files that this engine can read; it may have to have them fetched."""
        remote = REMOTE in place and not place.startswith(LOCAL)
        if place and (self._is_far or not remote):
            yield partitions(place, part)
            return
        if self._is_far:
            raise BadUsage(
                f"Cannot have {shown(self.spark)} read the state of this machine: give the URL of a"
                " folder or bucket that it can read too (docs/spark.md)."
            )
        with TemporaryDirectory(prefix="governor-tables-") as folder:
            yield self._fetched(place, form, part, Path(folder))

    def _fetched(self, place: str, form: Form, part: str, folder: Path) -> Sequence[str]:
        shell = self.shell
        if not place:
            shelf = shelf_of(shell.place, shell.environ)
            return from_state(shell.plain_store.tree(), shelf, form, folder)
        objects = objects_at(shell, place)
        with told(shell, place):
            return from_store(objects, part, folder, place)


def engine_of(shell: Shell, name: str, place: str) -> Chosen:
    """Choose the engine; what is empty is as policy has it, and a Spark that is named is meant."""
    storage = shell.written_policy.governor.storage
    chosen = name or ("spark" if place else storage.engine)
    if chosen == "duckdb" and place:
        raise BadUsage("Cannot use --spark with --engine duckdb: leave one of them out.")
    return Chosen(shell, (place or storage.spark) if chosen == "spark" else "")
