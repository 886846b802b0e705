"""State files as one commit has them; only what is asked for is fetched and read."""

from collections.abc import Iterator, Mapping, Sequence

from bot.adapters.git import Git
from bot.errors import CorruptState


class GitTree:
    def __init__(self, git: Git, commit: str) -> None:
        self._git, self._commit = git, commit
        self._blobs: dict[str, str | None] = {}

    def read(self, path: str) -> bytes | None:
        blob = self.blob(path)
        return None if blob is None else self._git.run("cat-file", "blob", blob)

    def lines(self, path: str) -> Iterator[bytes]:
        blob = self.blob(path)
        if blob is not None:
            yield from self._git.lines("cat-file", "blob", blob)

    def names(self, prefix: str) -> Sequence[str]:
        folder = prefix.rpartition("/")[0]
        where = [f"{folder}/"] if folder else []
        listed = self._git.run(
            "ls-tree", "-r", "-z", "--name-only", "--full-tree", self._commit, "--", *where
        )
        paths = listed.decode().split("\0")
        return sorted(path for path in paths if path and path.startswith(prefix))

    def blob(self, path: str) -> str | None:
        if path not in self._blobs:
            self._blobs[path] = self._find(path)
        return self._blobs[path]

    def _find(self, path: str) -> str | None:
        listed = self._git.run("ls-tree", "-z", "--full-tree", self._commit, "--", path).decode()
        if not listed:
            return None
        mode, kind, rest = listed.split(" ", 2)
        if kind != "blob" or mode == "120000":
            raise CorruptState(path, "it is not a plain file")
        return rest.split("\t")[0]


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
