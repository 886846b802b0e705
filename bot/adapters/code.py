"""The files of a work tree and the ids that Git gives their content, without asking Git."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.policy.fingerprint import Listing
from bot.words.globs import Glob, compile_glob, mistake

NO_CODE = frozenset({".git", ".governor", "__pycache__"})


class NoFile(Exception):
    """A file that cannot be part of a fingerprint; the sentence says why."""


@dataclass(slots=True)
class WorkTree:
    """Reads each file once, however many agents share it."""

    repo: Path
    _blobs: dict[str, str] = field(default_factory=dict)

    def listing(self, globs: Sequence[str]) -> Listing:
        files: set[tuple[str, str]] = set()
        faults: list[tuple[str, str]] = []
        for text in globs:
            for path, why in self._matches(text):
                if why:
                    faults.append((text, why))
                else:
                    files.add((path, self._blobs[path]))
        return Listing(tuple(sorted(files)), tuple(faults))

    def _matches(self, text: str) -> Iterator[tuple[str, str]]:
        """Give each path that a glob matches, with what is wrong with it; "" if nothing is."""
        if wrong := mistake(text):
            yield "", wrong
            return
        glob = compile_glob(text)
        found = sorted(self._walk("", glob))
        for path in found:
            yield path, self._fault(path)
        if not found:
            yield "", self._nothing(glob)

    def _walk(self, folder: str, glob: Glob) -> Iterator[str]:
        """Give what matches, and symbolic links to folders that may hold matches."""
        for entry in _entries(self.repo / folder):
            path = f"{folder}/{entry.name}" if folder else entry.name
            inside = glob.folders.fullmatch(path) is not None
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(path, glob) if inside else ()
            elif glob.files.fullmatch(path) or (inside and entry.is_dir()):
                yield path

    def _fault(self, path: str) -> str:
        try:
            if path not in self._blobs:
                self._blobs[path] = blob_id(_content(self.repo / path))
        except NoFile as fault:
            return f"matches {path!a}, which {fault}"
        return ""

    def _nothing(self, glob: Glob) -> str:
        if not glob.is_plain:
            return "matches no file"
        if (self.repo / glob.text).is_dir():
            return f"is a folder; write {glob.text}/** for all files in it"
        return "is not there"


def blob_id(data: bytes) -> str:
    header = b"blob %d\0" % len(data)
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """List a folder without what Git, Python or Governor leave behind."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.name not in NO_CODE]
    except OSError:
        return []


def _content(place: Path) -> bytes:
    try:
        str(place).encode()
        mode = place.lstat().st_mode
        if stat.S_ISLNK(mode):
            raise NoFile("is a symbolic link; name the file it leads to")
        if not stat.S_ISREG(mode):
            raise NoFile("is not a plain file")
        return place.read_bytes()
    except UnicodeEncodeError:
        raise NoFile("has a name that is not UTF-8; rename it") from None
    except OSError as error:
        raise NoFile(f"cannot be read: {(error.strerror or str(error)).lower()}") from None
