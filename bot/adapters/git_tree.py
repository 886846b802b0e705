"""State files as one commit has them; only what is asked for is fetched and read."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import BinaryIO

from bot.adapters.git import Git
from bot.adapters.git_blobs import Blobs
from bot.adapters.git_objects import Objects
from bot.errors import CorruptState

STATE = "state"
FOLDER, LINK, MODULE = "40000", "120000", "160000"
FOLDERS = 32  # in memory, which is twice as many as the state has


class GitTree:
    """Asks once what files there are; `objects` may serve many commits of one repository."""

    def __init__(self, git: Git, commit: str, objects: Objects | None = None) -> None:
        self._commit = commit
        self._objects = objects or Objects(git)
        self._blobs = Blobs(git, commit, self._objects)

    def read(self, path: str) -> bytes | None:
        blob = self.blob(path)
        return None if blob is None else self._blobs.get(blob)

    def lines(self, path: str) -> Iterator[bytes]:
        blob = self.blob(path)
        if blob is not None:
            yield from self._blobs.lines(blob)

    def bring(self, paths: Iterable[str]) -> None:
        blobs = (self.blob(path) for path in paths)
        self._blobs.bring(blob for blob in blobs if blob is not None)

    def names(self, prefix: str) -> Sequence[str]:
        start = bisect_left(self._paths, prefix)
        return list(takewhile(lambda path: path.startswith(prefix), self._paths[start:]))

    def size(self, path: str) -> int:
        blob = self.blob(path)
        return 0 if blob is None else self._objects.header(blob).size

    def pour(self, path: str, file: BinaryIO) -> None:
        """Write a file into an open one, however large; nothing where there is none."""
        blob = self.blob(path)
        if blob is not None:
            self._objects.pour(blob, file)

    def blob(self, path: str) -> str | None:
        if path not in self._files:
            return None
        mode, blob = self._files[path]
        if mode in (LINK, MODULE):
            raise CorruptState(path, "it is not a plain file")
        return blob

    @cached_property
    def _paths(self) -> Sequence[str]:
        return sorted(self._files)

    @cached_property
    def _files(self) -> Mapping[str, tuple[str, str]]:
        root = _entries(*self._objects.get(f"{self._commit}^{{tree}}"))
        states = (entry for mode, name, entry in root if (mode, name) == (FOLDER, STATE))
        return {path: file for entry in states for path, file in self._below(entry, f"{STATE}/")}

    def _below(self, tree: str, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Give the mode and the id of every file of a folder."""
        for mode, name, entry in _entries(tree, self._objects.content(tree)):
            if mode == FOLDER:
                yield from self._below(entry, f"{folder}{name}/")
            else:
                yield f"{folder}{name}", (mode, entry)


@lru_cache(maxsize=FOLDERS)
def _entries(tree: str, data: bytes) -> tuple[tuple[str, str, str], ...]:
    """Take a tree object apart: modes, names and ids, which are as long as the tree's own.

    Most folders of the state are the same in one commit as in the one before.
    """
    return tuple(_each(len(tree) // 2, data))


def _each(length: int, data: bytes) -> Iterator[tuple[str, str, str]]:
    start = 0
    while start < len(data):
        middle = data.index(b"\0", start)
        end = middle + 1 + length
        mode, _, name = data[start:middle].partition(b" ")
        yield mode.decode(), name.decode(errors="surrogateescape"), data[middle + 1 : end].hex()
        start = end


class GenesisTree:
    """What a branch that does not exist yet will begin with."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def lines(self, path: str) -> Iterator[bytes]:
        return iter(self.files.get(path, b"").splitlines())

    def names(self, prefix: str) -> Sequence[str]:
        return sorted(path for path in self.files if path.startswith(prefix))

    def size(self, path: str) -> int:
        return len(self.files.get(path, b""))

    def pour(self, path: str, file: BinaryIO) -> None:
        file.write(self.files.get(path, b""))

    def bring(self, paths: Iterable[str]) -> None:
        """Nothing has to be fetched."""
