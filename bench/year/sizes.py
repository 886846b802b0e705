"""How large a branch is for a server and for whoever clones it, and how long a clone takes."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from bench.year.lived import BRANCH
from bot.adapters.git import Git

TURNS = 3
PATIENCE = 1800.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of the branch as `git gc` leaves it, seconds of clones, and the largest file."""

    commits: int
    packed: int
    full: tuple[float, ...]
    shallow: tuple[float, ...]
    largest: tuple[int, str]


def tidied(bare: Path) -> None:
    """Pack it as a server does by itself."""
    Git(bare, timeout=PATIENCE).run("gc", "--quiet", "--prune=now")


def alone(bare: Path, folder: Path) -> Path:
    """Give a server that holds the branch and nothing else, no archive and no leftover."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    git = Git(folder, timeout=PATIENCE)
    git.run("init", "--quiet", "--bare", ".")
    git.run("config", "uploadpack.allowFilter", "true")
    git.run("fetch", "--quiet", bare.as_uri(), f"+refs/heads/{BRANCH}:refs/heads/{BRANCH}")
    tidied(folder)
    return folder


def sizes(bare: Path, workspace: Path) -> Sizes:
    server = alone(bare, workspace / "server.git")
    git = Git(server, timeout=PATIENCE)
    packed = sum(path.stat().st_size for path in server.glob("objects/pack/*.pack"))
    commits = int(git.text("rev-list", "--count", BRANCH))
    turns = [
        (_clone(server, workspace), _clone(server, workspace, "--depth=1")) for _ in range(TURNS)
    ]
    full, shallow = zip(*turns, strict=True)
    return Sizes(commits, packed, full, shallow, _largest(git))


def added(bare: Path, old: str, new: str) -> int:
    """Count the packed bytes that some commits brought; "" is before the first."""
    git, without = Git(bare, timeout=PATIENCE), (f"^{old}",) if old else ()
    return int(git.text("rev-list", "--disk-usage", "--objects", new, *without))


def _clone(server: Path, workspace: Path, *options: str) -> float:
    target = workspace / "clone"
    shutil.rmtree(target, ignore_errors=True)
    start = time.perf_counter()
    asked = ("--quiet", "--single-branch", f"--branch={BRANCH}", *options)
    Git(workspace, timeout=PATIENCE).run("clone", *asked, server.as_uri(), str(target))
    return time.perf_counter() - start


def _largest(git: Git) -> tuple[int, str]:
    rows = git.text("ls-tree", "-r", "-l", BRANCH).splitlines()
    files = ((int(row.split()[3]), row.partition("\t")[2]) for row in rows)
    return max(files)
