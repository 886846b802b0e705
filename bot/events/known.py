"""What the state holds of events that may come again; files too old to matter are never read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from pydantic_core import from_json

from bot.errors import CorruptState, UnknownSchema
from bot.events import quarantine
from bot.events.fields import VERSION
from bot.events.identity import of_stored_signal, of_stored_telemetry, unpack
from bot.events.tolerance import Intake
from bot.state.tree import Tree
from bot.words import instant

SIGNALS = "state/events/signals/"
TELEMETRY = "state/events/telemetry/"
QUARANTINE = "state/events/quarantine/"
REFUSALS_REMEMBERED = timedelta(days=30)

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Known:
    signals: dict[bytes, bytes]
    telemetry: dict[bytes, bytes]


def read_known(tree: Tree, intake: Intake) -> Known:
    first = intake.first_day
    return Known(
        signals=_contents(tree, SIGNALS, first, of_stored_signal),
        telemetry=_contents(tree, TELEMETRY, first, of_stored_telemetry),
    )


def read_refusals(tree: Tree, intake: Intake) -> set[str]:
    first = instant.day_of(intake.now - REFUSALS_REMEMBERED)
    return set(_read(tree, QUARANTINE, first, _refusal))


def partition(folder: str, day: str) -> str:
    return f"{folder}{day}.jsonl"


def _contents(
    tree: Tree, folder: str, first: str, identify: Callable[[bytes], bytes]
) -> dict[bytes, bytes]:
    return dict(unpack(b"".join(_read(tree, folder, first, identify))))


def _read(tree: Tree, folder: str, first: str, read: Callable[[bytes], R]) -> Iterator[R]:
    for path in tree.names(folder):
        if path >= folder + first:
            for number, line in enumerate(tree.lines(path), 1):
                yield _read_line(path, number, line, read)


def _read_line(path: str, number: int, line: bytes, read: Callable[[bytes], R]) -> R:
    try:
        return read(line)
    except ValueError:
        version = _version(line)
        if isinstance(version, int) and version > VERSION:
            raise UnknownSchema(path, version, VERSION) from None
        reason = f"line {number} is not what Governor writes there"
        raise CorruptState(path, reason) from None


def _version(line: bytes) -> object:
    try:
        record = from_json(line)
    except ValueError:
        return None
    return record.get("v") if isinstance(record, dict) else None


def _refusal(line: bytes) -> str:
    return quarantine.ADAPTER.validate_json(line)["id"]
