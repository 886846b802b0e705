"""Where lines go: a file that processes share, a folder of an outside producer, or a function.

Paths are plain text here: pathlib would take a quarter of the time of the whole import.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from bot.sdk import append
from bot.sdk.errors import CannotWrite
from bot.sdk.outside import unique, variable

EVENTS = "GOVERNOR_EVENTS"
INBOX = "state/inbox"
POLICY = "policies/governor.yml"
MEND = f"set {EVENTS} to a file or folder that this process may write"

Sink: TypeAlias = Callable[[bytes], None]
Target: TypeAlias = "Sink | str | os.PathLike[str] | None"


@dataclass(frozen=True, slots=True)
class FileSink:
    """One file for all: every line whole, in the order of writing."""

    path: str

    def __call__(self, data: bytes) -> None:
        try:
            append.append(self.path, data)
        except OSError as error:
            raise _cannot(self.path, error) from error

    def settle(self) -> None:
        """Make what a finished run said survive a loss of power; it survives a kill already."""
        try:
            append.sync(self.path)
        except OSError as error:
            raise _cannot(self.path, error) from error


@dataclass(frozen=True, slots=True)
class FolderSink:
    """A file of its own for each call, there as a whole or not at all: ingest empties folders."""

    folder: str

    def __call__(self, data: bytes) -> None:
        name = unique()
        draft = os.path.join(self.folder, f".{name}.draft")
        try:
            append.append(draft, data)
            append.sync(draft)
            os.rename(draft, os.path.join(self.folder, f"{name}.jsonl"))
        except OSError as error:
            with suppress(OSError):
                os.unlink(draft)
            raise _cannot(self.folder, error) from error


def sink_of(target: Target) -> Sink:
    """Find the place now: a run should fail before it spends anything, not when it ends."""
    if callable(target):
        return target
    named = os.fspath(target) if target else variable(EVENTS)
    path = os.path.abspath(named) if named else _inbox()
    folder = not named or named.endswith("/") or os.path.isdir(path)
    try:
        os.makedirs(path if folder else os.path.dirname(path), exist_ok=True)
    except OSError as error:
        raise _cannot(path, error) from error
    return FolderSink(path) if folder else FileSink(path)


def settle(sink: Sink) -> None:
    if isinstance(sink, FileSink):
        sink.settle()


def _inbox() -> str:
    here = folder = os.getcwd()
    while not os.path.isfile(os.path.join(folder, POLICY)):
        above = os.path.dirname(folder)
        if above == folder:
            raise CannotWrite(INBOX, f"no folder from {here} upwards has {POLICY}", MEND)
        folder = above
    return os.path.join(folder, INBOX)


def _cannot(path: str, error: OSError) -> CannotWrite:
    return CannotWrite(path, (error.strerror or str(error)).lower(), MEND)
