"""Event files, folders of them, and standard input, as sources of bytes that can be read again."""

import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from bot.errors import CannotRead
from bot.events.chunk import BLOCK

STDIN = "-"


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file up to the size it had when it was found: what is appended meanwhile comes later."""

    name: str
    path: Path
    size: int

    def blocks(self) -> Iterator[bytes]:
        left = self.size
        try:
            with self.path.open("rb") as file:
                while left > 0 and (block := file.read(min(BLOCK, left))):
                    left -= len(block)
                    yield block
        except OSError as error:
            raise CannotRead(self.name, _reason(error)) from None


def find_sources(paths: Sequence[str], stdin: BinaryIO, workspace: Path) -> list[FileSource]:
    """Find the files that paths name; what can be read only once is copied to the workspace."""
    found: list[FileSource] = []
    for path in paths:
        if path == STDIN:
            found.append(_copy("(stdin)", stdin, workspace))
        else:
            found.extend(_files(Path(path), workspace))
    return found


def _files(path: Path, workspace: Path) -> list[FileSource]:
    try:
        if not path.is_dir():
            return [_file(path) if _has_size(path) else _pipe(path, workspace)]
        return [_file(file) for file in sorted(path.rglob("*.jsonl")) if file.is_file()]
    except OSError as error:
        raise CannotRead(str(path), _reason(error)) from None


def _file(path: Path) -> FileSource:
    return FileSource(str(path), path, path.stat().st_size)


def _has_size(path: Path) -> bool:
    """Tell a plain file from a pipe or device, which claims to be empty and may say much."""
    return stat.S_ISREG(path.stat().st_mode)


def _pipe(path: Path, workspace: Path) -> FileSource:
    with path.open("rb") as stream:
        return _copy(str(path), stream, workspace)


def _copy(name: str, stream: BinaryIO, workspace: Path) -> FileSource:
    """Give each copy a file of its own: another process may be reading its own just now."""
    workspace.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=workspace, suffix=".jsonl", delete=False) as file:
        shutil.copyfileobj(stream, file, BLOCK)
    path = Path(file.name)
    return FileSource(name, path, path.stat().st_size)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
