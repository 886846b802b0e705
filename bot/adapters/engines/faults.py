"""Which line it is that an engine could not read: engines name a file at best."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.adapters.lake.columns import LINES
from bot.errors import CannotRead
from bot.events.telemetry import Telemetry
from bot.ledger import settlements, signals
from bot.stats.from_tree import run_of

Shown = Mapping[str, Sequence[str]]


def explain(shown: Shown, reason: str) -> CannotRead:
    """Read the shown files line by line: CorruptState names the first bad one.

    Gives the engine's own reason where every line is sound.
    """
    for table, files in shown.items():
        for path in files:
            if path.endswith(LINES):
                _read(path, READ[table])
    return CannotRead("the tables", reason)


def first_line(error: BaseException) -> str:
    lines = (line.strip().rstrip(".") for line in str(error).splitlines())
    return next((line for line in lines if line), type(error).__name__)


def _read(path: str, read: Callable[[Iterable[bytes], str], object]) -> None:
    with open(path, "rb") as file:  # noqa: PTH123 - a path as the engine was given it
        read((line.removesuffix(b"\n") for line in file), path)


def _telemetry(lines: Iterable[bytes], path: str) -> list[Telemetry]:
    return [run_of(line, f"{path}:{number}") for number, line in enumerate(lines, 1)]


READ: Mapping[str, Callable[[Iterable[bytes], str], object]] = {
    "settlements": settlements.read,
    "signals": signals.read,
    "telemetry": _telemetry,
}
