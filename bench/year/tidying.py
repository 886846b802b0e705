"""Compacting and verifying a lived repository by the real command line."""

import shutil
from datetime import datetime
from pathlib import Path

from bench import child
from bench.child import Ran
from bot.adapters.git import Git
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


def compact(folder: Path, now: datetime) -> Ran:
    reason = ("--reason", "a year is over", "--by", "bench")
    return governor(folder, now, "compact", "--yes", "--squash", *reason)
