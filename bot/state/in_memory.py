"""A state held in memory: operations run on it as on any other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Self

from bot.state.tree import Append, Operation, Remove, Replace, Write


class MemoryTree:
    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files = dict(files or {})

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def lines(self, path: str) -> Iterator[bytes]:
        return iter(self.files.get(path, b"").splitlines())

    def bring(self, paths: Iterable[str]) -> None:
        """Nothing has to be fetched."""

    def names(self, prefix: str) -> Sequence[str]:
        return sorted(path for path in self.files if path.startswith(prefix))

    def copy(self) -> "MemoryTree":
        return MemoryTree(self.files)

    def run(self, operations: Iterable[Operation]) -> Self:
        for operation in operations:
            for write in operation.apply(self):
                self.write(write)
        return self

    def write(self, write: Write) -> None:
        match write:
            case Append(path, data):
                self.files[path] = self.files.get(path, b"") + data
            case Replace(path, data):
                self.files[path] = data
            case Remove(path):
                self.files.pop(path, None)
