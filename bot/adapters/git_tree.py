"""State files as one commit has them; only what is asked for is fetched and read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from bot.adapters.git import Git
from bot.adapters.git_blobs import Blobs
from bot.errors import CorruptState

STATE = "state/"


class GitTree:
    """Asks once what files there are: a run looks at many, and each question is a process."""

    def __init__(self, git: Git, commit: str) -> None:
        self._git, self._commit = git, commit
        self._blobs = Blobs(git, commit)

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

    def blob(self, path: str) -> str | None:
        if path not in self._files:
            return None
        mode, kind, blob = self._files[path].split(" ")
        if kind != "blob" or mode == "120000":
            raise CorruptState(path, "it is not a plain file")
        return blob

    @cached_property
    def _files(self) -> Mapping[str, str]:
        listed = self._git.run("ls-tree", "-r", "-z", "--full-tree", self._commit, "--", STATE)
        entries = (
            entry.partition("\t")
            for entry in listed.decode(errors="surrogateescape").split("\0")
            if entry
        )
        return {path: what for what, _, path in entries}


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

    def bring(self, paths: Iterable[str]) -> None:
        """Nothing has to be fetched."""
