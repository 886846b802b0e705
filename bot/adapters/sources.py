"""Event files, folders of them, and standard input, as sources of bytes that can be read again."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
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
    """Find the files that paths name; standard input is copied to the workspace first."""
    found: list[FileSource] = []
    for path in paths:
        if path == STDIN:
            found.append(_copy(stdin, workspace / "stdin.jsonl"))
        else:
            found.extend(_files(Path(path)))
    return found


def _files(path: Path) -> list[FileSource]:
    try:
        if not path.is_dir():
            return [_file(path)]
        return [_file(file) for file in sorted(path.rglob("*.jsonl")) if file.is_file()]
    except OSError as error:
        raise CannotRead(str(path), _reason(error)) from None


def _file(path: Path) -> FileSource:
    return FileSource(str(path), path, path.stat().st_size)


def _copy(stdin: BinaryIO, path: Path) -> FileSource:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        shutil.copyfileobj(stdin, file, BLOCK)
    return FileSource("(stdin)", path, path.stat().st_size)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
