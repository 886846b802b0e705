"""Objects of a repository by one git process: one for each would take longer than git itself."""

import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from select import select
from threading import Lock
from typing import IO, TYPE_CHECKING, BinaryIO

from bot.adapters.git import Git
from bot.adapters.recent import Recent
from bot.errors import CannotRunGit

if TYPE_CHECKING:
    import subprocess

ASK = ("cat-file", "--batch-command")
CHUNK = 1 << 20
RECENT = 32 * CHUNK  # bytes of files; a cycle of 200 agents reads 15 MB, most of it twice


@dataclass(frozen=True, slots=True)
class Header:
    name: str
    size: int


class Objects:
    """Asks as long as it lives; git is started by the first question and ended with the asker.

    `here` are blobs that are known to be in the repository, which may lack some on purpose.
    """

    def __init__(self, git: Git) -> None:
        self._git = git
        self._lock = Lock()
        self._asked: subprocess.Popen[bytes] | None = None
        self._recent = Recent(RECENT)
        self.here: set[str] = set()

    def header(self, name: str) -> Header:
        with self._asking():
            return self._ask("info", name)

    def get(self, name: str) -> tuple[str, bytes]:
        """Give the id and the content of what git knows by this name."""
        with self._asking():
            found = self._ask("contents", name)
            return found.name, b"".join(self._content(found.size))

    def content(self, blob: str) -> bytes:
        """Give a file by its id, which git is not asked for again a moment later."""
        with self._asking():
            data = self._recent.get(blob)
            if data is None:
                data = b"".join(self._content(self._ask("contents", blob).size))
                self._recent.put(blob, data)
            return data

    def pour(self, name: str, file: BinaryIO) -> None:
        """Write into a file what may be too large for memory."""
        with self._asking():
            file.writelines(self._content(self._ask("contents", name).size))

    def forget(self) -> None:
        """End git, for the repository is another one from now on."""
        with self._lock:
            self.here.clear()
            self._end()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Ask git anew after whatever went wrong: half an answer may lie in its pipe."""
        with self._lock:
            try:
                yield
            except BaseException:
                self._end()
                raise

    def _ask(self, question: str, name: str) -> Header:
        answer = self._answer(f"{question} {name}\n".encode()).decode(errors="replace").split()
        if len(answer) != 3:  # noqa: PLR2004 - id, kind and size
            raise CannotRunGit(ASK, self._complaint(name) or " ".join(answer) or "it ended")
        return Header(answer[0], int(answer[2]))

    def _answer(self, question: bytes) -> bytes:
        asked, answers = self._pipes()
        try:
            asked.write(question)
            asked.flush()
        except BrokenPipeError:
            return b""
        # A blob that has to be fetched first may hang with the network.
        if not select([answers], [], [], self._git.timeout)[0]:
            raise CannotRunGit(ASK, f"no answer within {self._git.timeout:.0f} s")
        return answers.readline()

    def _complaint(self, name: str) -> str:
        """Let git say what it lacks, and why the remote did not give it: asked alone it tells."""
        return self._git.attempt("cat-file", "-t", name).err

    def _content(self, size: int) -> Iterator[bytes]:
        """Give it in chunks, and take the end of line behind it; all of them must be taken."""
        left = size
        while left:
            chunk = self._take(min(left, CHUNK))
            left -= len(chunk)
            yield chunk
        self._take(1)

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
            self._end()
            self._asked = self._git.started(*ASK)
            self._finally = weakref.finalize(self, _end, self._asked)
        return self._asked

    def _end(self) -> None:
        if self._asked is not None:
            self._finally()
            self._asked = None


def _end(running: "subprocess.Popen[bytes]") -> None:
    """Wait for no last word: in a fork of the asker, git is the asker's own and goes on."""
    running.kill()
    for pipe in (running.stdin, running.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
    running.wait()
