"""Compacting and verifying a lived repository by the real command line."""

import hashlib
import shutil
from datetime import datetime
from pathlib import Path

from bench import child
from bench.child import Ran
from bench.year.lived import BRANCH
from bench.year.sizes import PATIENCE
from bot.adapters.git import Git
from bot.adapters.git_tree import GitTree
from bot.adapters.lake.cache import PartCache
from bot.adapters.lake.shelf import Shelf
from bot.adapters.lake.tree import LakeTree
from bot.words.instant import render


def copied(folder: Path, target: Path) -> Path:
    """Work on a copy, so that what was lived can be measured again."""
    shutil.rmtree(target, ignore_errors=True)
    for name in ("repo", "bare.git"):
        shutil.copytree(folder / name, target / name)
    shutil.rmtree(target / "repo" / ".governor", ignore_errors=True)
    Git(target / "repo").run("remote", "set-url", "origin", str(target / "bare.git"))
    return target


def governor(folder: Path, now: datetime, *words: str) -> Ran:
    """Run a command; one that fails ends the bench."""
    here = ("--repo", str(folder / "repo"), "--now", render(now))
    return child.run([*child.python("bot"), *words, *here])


def again(folder: Path, now: datetime) -> Ran:
    """Run it where there is nothing to do; one that commits nevertheless ends the bench."""
    bare = Git(folder / "bare.git")
    before = bare.text("for-each-ref")
    ran = governor(folder, now, "compact", "--yes")
    assert bare.text("for-each-ref") == before, "it wrote where there was nothing to do"
    return ran


def lines_of(bare: Path) -> str:
    """Digest every line of each partition, however it is stored."""
    shelf = Shelf(bare, {}, PartCache(bare.parent / "parts"))
    tree = LakeTree(GitTree(Git(bare, timeout=PATIENCE), BRANCH), shelf)
    found = hashlib.sha256()
    for path in [*tree.names("state/events/"), *tree.names("state/ledger/")]:
        found.update(path.encode())
        for line in tree.lines(path):
            found.update(line + b"\n")
    return found.hexdigest()


def compact(folder: Path, now: datetime) -> Ran:
    reason = ("--reason", "a year is over", "--by", "bench")
    return governor(folder, now, "compact", "--yes", "--squash", *reason)
