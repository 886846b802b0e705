"""State files as one commit has them; only what is asked for is fetched and read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import BinaryIO

from bot.adapters.git import Git
from bot.adapters.git_blobs import Blobs
from bot.adapters.git_objects import Objects
from bot.errors import CorruptState

STATE = "state"
FOLDER, LINK, MODULE = "40000", "120000", "160000"


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
        return sorted(path for path in self._files if path.startswith(prefix))

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
    def _files(self) -> Mapping[str, tuple[str, str]]:
        return dict(self._below(f"{self._commit}^{{tree}}", ""))

    def _below(self, tree: str, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Give the mode and the id of every file of a folder, of the root's those of the state."""
        for mode, name, entry in _entries(*self._objects.get(tree)):
            if not folder and (name != STATE or mode != FOLDER):
                continue
            path = f"{folder}{name}"
            if mode == FOLDER:
                yield from self._below(entry, f"{path}/")
            else:
                yield path, (mode, entry)


def _entries(tree: str, data: bytes) -> Iterator[tuple[str, str, str]]:
    """Take a tree object apart: modes, names and ids, which are as long as the tree's own."""
    start = 0
    while start < len(data):
        middle = data.index(b"\0", start)
        end = middle + 1 + len(tree) // 2
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
