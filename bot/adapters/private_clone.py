"""A bare repository of the bot's own that knows the newest commit of the state branch, no more.

It is a cache: shallow, without file contents that nobody asked for, and made anew whenever it is
damaged or has grown. Nothing in it counts until the remote has it.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.git import Answer, Git
from bot.adapters.remote import NAME

TIP = "refs/governor/tip"
MANY_PACKS = 200
INDEX = "governor-index"
LEFTOVERS = ("*.lock", "refs/**/*.lock", f"{INDEX}.*", "objects/pack/tmp_*")
PLAIN_FILE = "100644"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who the commits are by."""

    name: str = "Governor"
    email: str = "governor@users.noreply.github.com"

    def environment(self) -> Mapping[str, str]:
        return {
            "GIT_AUTHOR_NAME": self.name,
            "GIT_AUTHOR_EMAIL": self.email,
            "GIT_COMMITTER_NAME": self.name,
            "GIT_COMMITTER_EMAIL": self.email,
        }


class PrivateClone:
    def __init__(self, folder: Path, environment: Mapping[str, str], timeout: float) -> None:
        self.folder = folder
        self.git = Git(folder, environment, timeout)
        # Of this process alone: git that outlives a killed predecessor may still write its own.
        self._index = folder / f"{INDEX}.{os.getpid()}"
        self._trees: dict[str, str] = {}

    def heal(self) -> None:
        """Clear away what a killed predecessor left: locks, half packs, a repository half made."""
        packs = len(list(self.folder.glob("objects/pack/*.pack")))
        if packs > MANY_PACKS or not (self.folder / "HEAD").exists():
            self.discard()
            self._make()
        for pattern in LEFTOVERS:
            for leftover in self.folder.glob(pattern):
                leftover.unlink(missing_ok=True)

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def fetch(self, ref: str) -> Answer:
        """Bring the newest commit of a branch; servers that cannot filter send whole files."""
        return self.git.attempt(
            "fetch",
            "--quiet",
            "--no-tags",
            "--depth=1",
            "--filter=blob:none",
            "--no-write-fetch-head",
            "--no-auto-gc",
            "--no-recurse-submodules",
            "--no-show-forced-updates",
            NAME,
            f"+{ref}:{TIP}",
        )

    def tip(self) -> str:
        commit, tree = self.git.text("rev-parse", TIP, f"{TIP}^{{tree}}").split()
        self._trees[commit] = tree
        return commit

    def default_ref(self) -> Answer:
        return self.git.attempt("ls-remote", "--symref", NAME, "HEAD")

    def store_files(self, files: Iterable[Path]) -> list[str]:
        paths = "".join(f"{file}\n" for file in files).encode()
        listed = self.git.text("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=paths)
        return listed.split()

    def tree_of(self, commit: str) -> str:
        """Give the tree of a commit that was fetched or written; "" for none."""
        return self._trees.get(commit, "")

    def write_tree(self, commit: str, blobs: Mapping[str, str | None]) -> str:
        """Lay blobs over a commit's tree; None takes a path away. Gives the id of the tree."""
        self._index.unlink(missing_ok=True)
        extra = {"GIT_INDEX_FILE": str(self._index)}
        self.git.run("read-tree", commit or "--empty", extra=extra)
        lines = "".join(_index_line(path, blob) for path, blob in blobs.items()).encode()
        self.git.run("update-index", "-z", "--index-info", stdin=lines, extra=extra)
        # Contents that were never fetched are missing here on purpose; the remote has them.
        return self.git.text("write-tree", "--missing-ok", extra=extra)

    def write_commit(self, tree: str, parent: str, message: str) -> str:
        parents = ("-p", parent) if parent else ()
        text = message.encode()
        commit = self.git.text("commit-tree", tree, *parents, "-F", "-", stdin=text)
        self._trees[commit] = tree
        return commit

    def push(self, commit: str, ref: str, expected: str) -> Answer:
        """Move the remote's branch if, and only if, it still is where it is expected to be."""
        return self.git.attempt(
            "push",
            "--porcelain",
            "--no-verify",
            f"--force-with-lease={ref}:{expected}",
            NAME,
            f"{commit}:{ref}",
        )

    def _make(self) -> None:
        beside = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        Git(beside, self.git.environment).run("init", "--quiet", "--bare", "--template=", ".")
        beside.rename(self.folder)


def _index_line(path: str, blob: str | None) -> str:
    mode, object_id = (PLAIN_FILE, blob) if blob else ("0", "0" * 40)
    return f"{mode} {object_id}\t{path}\0"
