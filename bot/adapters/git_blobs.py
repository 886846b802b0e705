"""File contents of a commit, brought together where its repository lacks them."""

from collections.abc import Iterable, Iterator

from bot.adapters.git import Git
from bot.adapters.git_objects import Objects
from bot.adapters.remote import NAME
from bot.errors import CannotRunGit

LARGEST_KEPT = 4_000_000


class Blobs:
    def __init__(self, git: Git, commit: str, objects: Objects) -> None:
        self._git, self._commit, self._objects = git, commit, objects

    def get(self, blob: str) -> bytes:
        return self._objects.content(blob)

    def lines(self, blob: str) -> Iterator[bytes]:
        """Yield lines, straight from git where they may be too many for memory."""
        if self._objects.header(blob).size > LARGEST_KEPT:
            yield from self._git.lines("cat-file", "blob", blob)
        else:
            lines = self.get(blob).split(b"\n")
            yield from lines if lines[-1] else lines[:-1]

    def bring(self, blobs: Iterable[str]) -> None:
        """Ask the remote once for all that this cache never saw.

        What cannot be had now is asked for again when it is read alone.
        """
        new = set(blobs) - self._objects.here
        if not new:
            return
        try:
            listed = self._git.text("rev-list", "--objects", "--missing=print", self._commit)
            missing = {line[1:] for line in listed.splitlines() if line.startswith("?")}
            wanted = sorted(missing & new)
            if wanted:
                self._fetch(wanted)
            self._objects.here |= new
        except CannotRunGit:
            return

    def _fetch(self, wanted: list[str]) -> None:
        # Told that we have the commit, a server holds that we have all that is in it.
        self._git.run(
            "-c",
            "fetch.negotiationAlgorithm=noop",
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-auto-gc",
            "--recurse-submodules=no",
            "--filter=blob:none",
            "--stdin",
            NAME,
            stdin="".join(f"{blob}\n" for blob in wanted).encode(),
        )
