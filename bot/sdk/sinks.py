"""Where lines go: a file that processes share, a folder of an outside producer, or a function."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot.sdk import append
from bot.sdk.errors import CannotWrite
from bot.sdk.outside import unique, variable

EVENTS = "GOVERNOR_EVENTS"
INBOX = "state/inbox"
POLICY = "policies/governor.yml"
MEND = f"set {EVENTS} to a file or folder that this process may write"

Sink: TypeAlias = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class FileSink:
    """One file for all: every line whole, in the order of writing."""

    path: Path

    def __call__(self, data: bytes) -> None:
        try:
            append.append(str(self.path), data)
        except OSError as error:
            raise _cannot(self.path, error) from error

    def settle(self) -> None:
        """Make what a finished run said survive a loss of power; it survives a kill already."""
        try:
            append.sync(str(self.path))
        except OSError as error:
            raise _cannot(self.path, error) from error


@dataclass(frozen=True, slots=True)
class FolderSink:
    """A file of its own for each call, there as a whole or not at all: ingest empties folders."""

    folder: Path

    def __call__(self, data: bytes) -> None:
        name = unique()
        draft = self.folder / f".{name}.draft"
        try:
            draft.write_bytes(data)
            append.sync(str(draft))
            draft.rename(self.folder / f"{name}.jsonl")
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise _cannot(self.folder, error) from error


def sink_of(target: Sink | str | Path | None) -> Sink:
    """Find the place now: a run should fail before it spends anything, not when it ends."""
    if callable(target):
        return target
    named = target or variable(EVENTS)
    path = Path(named).absolute() if named else _inbox()
    folder = not named or str(named).endswith("/") or path.is_dir()
    try:
        (path if folder else path.parent).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot(path, error) from error
    return FolderSink(path) if folder else FileSink(path)


def settle(sink: Sink) -> None:
    if isinstance(sink, FileSink):
        sink.settle()


def _inbox() -> Path:
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / POLICY).is_file():
            return folder / INBOX
    raise CannotWrite(INBOX, f"no folder from {here} upwards has {POLICY}", MEND)


def _cannot(path: Path, error: OSError) -> CannotWrite:
    return CannotWrite(str(path), (error.strerror or str(error)).lower(), MEND)
