"""File contents by the dozen: each alone would be a process, and a question to a remote."""

from collections.abc import Iterable, Iterator

from bot.adapters.git import Git
from bot.adapters.remote import NAME
from bot.errors import CannotRunGit


class Blobs:
    def __init__(self, git: Git, commit: str) -> None:
        self._git, self._commit = git, commit
        self._kept: dict[str, bytes] = {}

    def bring(self, blobs: Iterable[str]) -> None:
        """Hold them all; what cannot be had now is asked for again when it is read alone."""
        wanted = sorted(set(blobs) - self._kept.keys())
        if not wanted:
            return
        try:
            self._fetch(set(wanted))
            self._kept.update(self._read(wanted))
        except CannotRunGit:
            return

    def get(self, blob: str) -> bytes:
        kept = self._kept.get(blob)
        return self._git.run("cat-file", "blob", blob) if kept is None else kept

    def holds(self, blob: str) -> bool:
        return blob in self._kept

    def _fetch(self, wanted: set[str]) -> None:
        """Ask the remote once for all that this cache never saw."""
        listed = self._git.text("rev-list", "--objects", "--missing=print", self._commit)
        missing = {line[1:] for line in listed.splitlines() if line.startswith("?")} & wanted
        if missing:
            self._git.run(
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-auto-gc",
                "--recurse-submodules=no",
                "--filter=blob:none",
                "--stdin",
                NAME,
                stdin="".join(f"{blob}\n" for blob in sorted(missing)).encode(),
            )

    def _read(self, wanted: list[str]) -> Iterator[tuple[str, bytes]]:
        asked = "".join(f"{blob}\n" for blob in wanted).encode()
        data, at = self._git.run("cat-file", "--batch", stdin=asked), 0
        for blob in wanted:
            end = data.index(b"\n", at)
            size = int(data[at:end].split()[2])
            yield blob, data[end + 1 : end + 1 + size]
            at = end + size + 2
