"""State files as one commit has them; only what is asked for is fetched and read."""

from collections.abc import Iterator, Mapping, Sequence

from bot.adapters.git import Git
from bot.errors import CorruptState


class GitTree:
    def __init__(self, git: Git, commit: str) -> None:
        self._git, self._commit = git, commit
        self._folders: dict[str, Mapping[str, str]] = {}

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
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            self._folders[folder] = self._list(folder)
        listed = self._folders[folder].get(path)
        if listed is None:
            return None
        mode, kind, blob = listed.split(" ")
        if kind != "blob" or mode == "120000":
            raise CorruptState(path, "it is not a plain file")
        return blob

    def _list(self, folder: str) -> Mapping[str, str]:
        """Ask once for a whole folder: a run reads many files, and each question is a process."""
        where = [f"{folder}/"] if folder else []
        listed = self._git.run("ls-tree", "-z", "--full-tree", self._commit, "--", *where).decode()
        pairs = (entry.partition("\t") for entry in listed.split("\0") if entry)
        return {path: what for what, _, path in pairs}


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
