"""The engine that policy or a person chooses, and where the tables lie."""

from collections.abc import Sequence

from bot.adapters.engines.duckdb import duckdb_engine
from bot.adapters.engines.files import partitions
from bot.adapters.engines.spark import spark_engine
from bot.errors import BadUsage
from bot.policy.storage import Storage
from bot.ports.engine import Opened
from bot.wiring.shell import Shell

EVENTS, LEDGER = "state/events", "state/ledger"


def engine_of(shell: Shell, name: str, place: str) -> Opened:
    """Open the engine; what is empty is as policy has it, and a Spark that is named is meant."""
    storage = _storage(shell)
    chosen = name or ("spark" if place else storage.engine)
    if chosen == "duckdb" and place:
        raise BadUsage("Cannot use --spark with --engine duckdb: leave one of them out.")
    return spark_engine(place or storage.spark) if chosen == "spark" else duckdb_engine()


def ledger_files(shell: Shell, place: str) -> Sequence[str]:
    return partitions(_place(place, _storage(shell).ledger, shell, LEDGER))


def event_files(shell: Shell, place: str, part: str) -> Sequence[str]:
    return partitions(_place(place, _storage(shell).events, shell, EVENTS), part)


def _place(given: str, policy: str, shell: Shell, folder: str) -> str:
    return given or policy or str(shell.repo / folder)


def _storage(shell: Shell) -> Storage:
    return shell.written_policy.governor.storage
