"""The state in a plain folder: each commit goes through a redo journal, so a crash leaves no half.

The journal is a folder. Renaming it from `journal.new` to `journal` is the moment from which the
commit counts; whoever opens the store next carries out a journal that was left.
"""

import filecmp
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from bot.adapters.files import locked, make_folder, move, sync, write_whole
from bot.adapters.stage import Change, Kind, Stage, Staging
from bot.errors import CorruptState
from bot.ports.store import Message, Receipt
from bot.state.tree import Operation
from bot.words.canonical import encode

MANIFEST = "manifest"


class FolderTree:
    def __init__(self, root: Path, lock: Path | None = None) -> None:
        self._root, self._lock = root, lock

    def read(self, path: str) -> bytes | None:
        with self._steady(path) as (file, size):
            return None if file is None else file.read(size)

    def lines(self, path: str) -> Iterator[bytes]:
        """Read no further than the file went when it was opened: what comes later may be torn."""
        with self._steady(path) as (file, size):
            left = size
            while file is not None and left > 0:
                line = file.readline(left)
                left -= len(line) or left
                yield line.removesuffix(b"\n")

    def bring(self, paths: Iterable[str]) -> None:
        """Nothing has to be fetched."""

    def names(self, prefix: str) -> Sequence[str]:
        folder = self._root / prefix.rpartition("/")[0]
        paths = (path.relative_to(self._root).as_posix() for path in _files(folder))
        return sorted(path for path in paths if path.startswith(prefix))

    @contextmanager
    def _steady(self, path: str) -> Iterator[tuple[BinaryIO | None, int]]:
        try:
            file, size = self._open(self._root / path)
        except FileNotFoundError:
            yield None, 0
            return
        with file:
            yield file, size

    def _open(self, path: Path) -> tuple[BinaryIO, int]:
        with nullcontext() if self._lock is None else locked(self._lock, shared=True):
            file = path.open("rb")
            return file, os.fstat(file.fileno()).st_size


class FolderStore:
    """`workspace` is a folder on the same disk for the lock and the journal."""

    def __init__(self, root: Path, workspace: Path, staging: Staging = Stage) -> None:
        self._root, self._staging = root, staging
        self._lock = workspace / "lock"
        self._new, self._journal = workspace / "journal.new", workspace / "journal"
        self._done = workspace / "journal.done"

    def tree(self) -> FolderTree:
        with locked(self._lock):
            self._heal()
        return FolderTree(self._root, self._lock)

    def commit(self, operations: Sequence[Operation], message: Message) -> Receipt:
        """Nobody reads the message of a folder's commit; the audit chain says what happened."""
        del message
        with locked(self._lock):
            self._heal()
            changes = self._stage(operations)
            if changes:
                self._promise(changes)
                self._carry_out()
            return Receipt("", bool(changes), 1)

    def _stage(self, operations: Sequence[Operation]) -> Sequence[Change]:
        self._new.mkdir(parents=True)
        stage = self._staging(FolderTree(self._root), self._new)
        return [change for change in stage.run(operations) if self._matters(change)]

    def _matters(self, change: Change) -> bool:
        target, part = self._root / change.path, self._new / change.part
        match change.kind:
            case Kind.APPEND:
                return part.stat().st_size > 0
            case Kind.REPLACE:
                return not target.exists() or not filecmp.cmp(target, part, shallow=False)
            case Kind.REMOVE:
                return target.exists()

    def _promise(self, changes: Sequence[Change]) -> None:
        manifest = [self._entry(change) for change in changes]
        for change in changes:
            if change.part:
                sync(self._new / change.part)
        write_whole(self._new / MANIFEST, encode(manifest))
        move(self._new, self._journal)

    def _entry(self, change: Change) -> dict[str, str | int]:
        target = self._root / change.path
        offset = ended_size(target, change.path) if change.kind is Kind.APPEND else 0
        return {"path": change.path, "kind": change.kind, "part": change.part, "offset": offset}

    def _heal(self) -> None:
        for leftover in (self._new, self._done):
            shutil.rmtree(leftover, ignore_errors=True)
        if self._journal.exists():
            self._carry_out()

    def _carry_out(self) -> None:
        """Do what the journal says; doing it twice, or half and then again, gives the same."""
        for entry in json.loads((self._journal / MANIFEST).read_bytes()):
            target, part = self._root / entry["path"], self._journal / entry["part"]
            match Kind(entry["kind"]):
                case Kind.APPEND if entry["offset"] > 0:
                    _append(target, part, entry["offset"])
                case Kind.APPEND | Kind.REPLACE:
                    _replace(target, part)
                case Kind.REMOVE:
                    _remove(target)
        move(self._journal, self._done)
        shutil.rmtree(self._done)


def _append(target: Path, part: Path, offset: int) -> None:
    make_folder(target.parent)
    with target.open("ab") as file, part.open("rb") as new:
        file.truncate(offset)
        shutil.copyfileobj(new, file)
        file.flush()
        os.fsync(file.fileno())
    sync(target.parent)


def _replace(target: Path, part: Path) -> None:
    make_folder(target.parent)
    if part.exists():
        move(part, target)


def _remove(target: Path) -> None:
    target.unlink(missing_ok=True)
    sync(target.parent)


def ended_size(target: Path, path: str) -> int:
    """Say where to append; a last line without its end would swallow the first new one."""
    if not target.exists() or not (size := target.stat().st_size):
        return 0
    with target.open("rb") as file:
        file.seek(size - 1)
        if file.read(1) != b"\n":
            raise CorruptState(path, "its last line has no end")
    return size


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
