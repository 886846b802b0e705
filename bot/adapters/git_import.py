"""A commit as the stream that git's fast-import reads: files, trees and commit by one process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from bot.adapters.git import Git
from bot.errors import CannotRunGit

REF = "refs/governor/made"  # git wants a name for what it writes; nobody reads it
COMMIT = 1
PLAIN_FILE = "100644"
OPTIONS = ("--quiet", "--force", "--done", "--date-format=raw", "--depth=0")
CRUD = "".join(map(chr, range(33))) + ".,:;<>\"\\'"
NOWHERE = str.maketrans("", "", "\n<>")
ANSWERS = 2


@dataclass(frozen=True, slots=True)
class Made:
    """`blobs` are those of the stream, in its order."""

    commit: str
    tree: str
    blobs: tuple[str, ...]


class CommitStream:
    """Takes each file of a commit, then what is said of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._changes: list[str] = []
        self._blobs: list[int] = []

    @contextmanager
    def file(self, path: str, size: int) -> Iterator[BinaryIO]:
        """Give what the caller writes so many bytes to."""
        mark = COMMIT + 1 + len(self._blobs)
        self._blobs.append(mark)
        self._changes.append(f"M {PLAIN_FILE} :{mark} {path}")
        self._say(f"blob\nmark :{mark}\ndata {size}")
        yield self._file
        self._say("")

    def remove(self, path: str) -> None:
        self._changes.append(f"D {path}")

    def end(self, author: str, message: str, parent: str) -> None:
        """Put the commit on its parent, "" for none, and ask for all that was made."""
        text = message.encode()
        self._say(f"commit {REF}\nmark :{COMMIT}")
        self._say(f"author {author}\ncommitter {author}\ndata {len(text)}")
        self._file.write(text)
        self._say(f"from {parent}" if parent else "")
        for change in self._changes:
            self._say(change)
        self._say(f'\nls :{COMMIT} ""')
        for mark in (COMMIT, *self._blobs):
            self._say(f"get-mark :{mark}")
        self._say("done")

    def _say(self, line: str) -> None:
        self._file.write(f"{line}\n".encode())


def made(git: Git, stream: BinaryIO) -> Made:
    """Write it as one pack, as whole as it is forced to disk, and give the names."""
    limits = ("-c", "fastimport.unpackLimit=0")
    answer = git.text(*limits, "fast-import", *OPTIONS, stdin=stream).splitlines()
    if len(answer) < ANSWERS:
        raise CannotRunGit(("fast-import",), "it did not say what it made")
    listed, commit, *blobs = answer
    return Made(commit, listed.split()[2], tuple(blobs))


def signed(name: str, email: str, seconds: int) -> str:
    """Name somebody, and a time, as git does in a commit."""
    return f"{_clean(name)} <{_clean(email)}> {seconds} +0000"


def _clean(text: str) -> str:
    return text.strip(CRUD).translate(NOWHERE)
