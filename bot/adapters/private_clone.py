"""A bare repository of the bot's own that knows the newest commit of the state branch, no more.

It is a cache: shallow, without file contents that nobody asked for, and made anew whenever it is
damaged or has grown. Nothing in it counts until the remote has it.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.adapters import clock
from bot.adapters.git import Answer, Git
from bot.adapters.git_import import Made, made, signed
from bot.adapters.git_objects import Objects
from bot.adapters.remote import NAME
from bot.words import instant
from bot.words.instant import to_ms

TIP = "refs/governor/tip"
MANY_PACKS = 200  # every fetch and every commit leaves one
TOO_MANY_PACKS = 5 * MANY_PACKS
LEFTOVERS = ("*.lock", "refs/**/*.lock", "fast_import_crash_*", "objects/pack/tmp_*")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who the commits are by, and of when where that is not now."""

    name: str = "Governor"
    email: str = "governor@users.noreply.github.com"
    at: str = ""

    def line(self) -> str:
        """Name them as a commit does."""
        at = instant.parse(self.at) if self.at else clock.now()
        return signed(self.name, self.email, to_ms(at) // 1000)

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
        self.objects = Objects(self.git)
        # What the remote was known to have last, and this repository has too.
        self.newest = ""
        self._seen: tuple[int, int] | None = None

    def heal(self) -> None:
        """Clear away what a killed predecessor left: locks, half packs, a repository half made."""
        packs = len(list(self.folder.glob("objects/pack/*.pack")))
        # It is not made anew between reading and writing, unless a process lives for weeks.
        most = TOO_MANY_PACKS if self.newest else MANY_PACKS
        if packs > most or not (self.folder / "HEAD").exists():
            self.discard()
            self._make()
        self._recognize()
        for pattern in LEFTOVERS:
            for leftover in self.folder.glob(pattern):
                leftover.unlink(missing_ok=True)

    def discard(self) -> None:
        self._forget()
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
        return self.objects.header(TIP).name

    def ask(self, ref: str) -> Answer:
        """Only ask the remote where a branch is: a fraction of the work of fetching it."""
        return self.git.attempt("ls-remote", "--quiet", NAME, ref)

    def default_ref(self) -> Answer:
        return self.git.attempt("ls-remote", "--symref", NAME, "HEAD")

    def tree_of(self, commit: str) -> str:
        """Give the tree of a commit that was fetched or written; "" for none."""
        return self.objects.header(f"{commit}^{{tree}}").name if commit else ""

    def write(self, commit: BinaryIO) -> Made:
        """Write what a stream says is to be committed."""
        written = made(self.git, commit)
        self.objects.here.update(written.blobs)
        return written

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

    def _recognize(self) -> None:
        """Notice where another process made it anew: what was known of it holds no more."""
        head = (self.folder / "HEAD").stat()
        seen = head.st_ino, head.st_mtime_ns
        if seen != self._seen:
            self._forget()
            self._seen = seen

    def _forget(self) -> None:
        self.objects.forget()
        self.newest = ""

    def _make(self) -> None:
        beside = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        Git(beside, self.git.environment).run("init", "--quiet", "--bare", "--template=", ".")
        beside.rename(self.folder)
