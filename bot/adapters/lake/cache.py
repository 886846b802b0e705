"""Parts that this machine has already: files named by their digest, the longest unused leave."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.adapters.files import write_whole
from bot.words.canonical import digest_bytes

LARGEST = 2_000_000_000
SUFFIX = ".parquet"


class PartCache:
    def __init__(self, folder: Path, largest: int = LARGEST) -> None:
        self._folder, self._largest = folder, largest
        self._used: set[str] = set()

    def has(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def get(self, sha256: str) -> bytes | None:
        """Give the bytes where they are there and as they were."""
        path = self._path(sha256)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        if digest_bytes(data) != sha256:
            path.unlink(missing_ok=True)
            return None
        self._used.add(sha256)
        with suppress(FileNotFoundError):
            os.utime(path)
        return data

    def add(self, sha256: str, data: bytes) -> None:
        """Keep a copy where there is room: without one it is fetched again."""
        with suppress(OSError):
            write_whole(self._path(sha256), data)
            self._used.add(sha256)

    def prune(self) -> None:
        """Keep what was used last; this run's own stay, also where they are too much."""
        kept = 0
        for _, size, path in sorted(self._files(), reverse=True):
            kept += size
            if kept > self._largest and path.stem not in self._used:
                path.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        for path in self._folder.glob("*"):  # also what a killed writer left half written
            with suppress(FileNotFoundError):
                found = path.stat()
                yield found.st_mtime, found.st_size, path

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}{SUFFIX}"
