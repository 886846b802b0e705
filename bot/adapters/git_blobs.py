"""File contents from one git process: one for each would take longer than git itself."""

import weakref
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from select import select
from threading import Lock
from typing import IO, TYPE_CHECKING

from bot.adapters.git import Git
from bot.adapters.remote import NAME
from bot.errors import CannotRunGit

if TYPE_CHECKING:
    import subprocess

LARGEST_KEPT = 4_000_000
ASK = ("cat-file", "--batch-command")


class Blobs:
    """Asks as long as it lives; git is started by the first question and ended with the asker."""

    def __init__(self, git: Git, commit: str) -> None:
        self._git, self._commit = git, commit
        self._lock = Lock()
        self._brought: set[str] = set()
        self._asked: subprocess.Popen[bytes] | None = None

    def get(self, blob: str) -> bytes:
        with self._lock:
            size = int(self._ask(f"contents {blob}").split()[2])
            data = self._take(size)
            self._take(1)
            return data

    def lines(self, blob: str) -> Iterator[bytes]:
        """Yield lines, straight from git where they may be too many for memory."""
        with self._lock:
            size = int(self._ask(f"info {blob}").split()[2])
        if size > LARGEST_KEPT:
            yield from self._git.lines("cat-file", "blob", blob)
        else:
            yield from (line.removesuffix(b"\n") for line in BytesIO(self.get(blob)))

    def bring(self, blobs: Iterable[str]) -> None:
        """Ask the remote once for all that this cache never saw.

        What cannot be had now is asked for again when it is read alone.
        """
        new = set(blobs) - self._brought
        if not new:
            return
        try:
            listed = self._git.text("rev-list", "--objects", "--missing=print", self._commit)
            missing = {line[1:] for line in listed.splitlines() if line.startswith("?")}
            wanted = sorted(missing & new)
            if wanted:
                self._fetch(wanted)
            self._brought |= new
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

    def _ask(self, question: str) -> bytes:
        asked, answers = self._pipes()
        try:
            asked.write(f"{question}\n".encode())
            asked.flush()
        except BrokenPipeError:
            raise CannotRunGit(ASK, "it ended") from None
        # A blob that has to be fetched first may hang with the network.
        if not select([answers], [], [], self._git.timeout)[0]:
            raise CannotRunGit(ASK, f"no answer within {self._git.timeout:.0f} s")
        answer = answers.readline()
        if not answer or answer.split()[1:2] == [b"missing"]:
            raise CannotRunGit(ASK, answer.decode(errors="replace").strip() or "it ended")
        return answer

    def _take(self, size: int) -> bytes:
        data = self._pipes()[1].read(size)
        if len(data) < size:
            raise CannotRunGit(ASK, "it ended within a file")
        return data

    def _pipes(self) -> "tuple[IO[bytes], IO[bytes]]":
        running = self._running()
        if running.stdin is None or running.stdout is None:
            raise CannotRunGit(ASK, "it has no pipes")
        return running.stdin, running.stdout

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._asked is None or self._asked.poll() is not None:
            self._asked = self._git.started(*ASK)
            weakref.finalize(self, _end, self._asked)
        return self._asked


def _end(running: "subprocess.Popen[bytes]") -> None:
    """Wait for no last word: in a fork of the asker, git is the asker's own and goes on."""
    running.kill()
    for pipe in (running.stdin, running.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
    running.wait()
