"""Bare remotes, clones of them, hooks and stores, all by real git."""

import os
import subprocess
from pathlib import Path

from bot.adapters.git_store import GitStore, Habits
from bot.adapters.patience import Patience
from bot.adapters.remote import find_remote

BRANCH = "governor-state"
GENESIS = {"state/README.md": b"# state\n"}
HASTY = Habits(patience=Patience(sleep=lambda _: None))
SEALED = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.com",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.com",
}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],
        cwd=folder,
        env={**SEALED, "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def make_bare(folder: Path) -> Path:
    folder.mkdir()
    git(folder, "init", "--quiet", "--bare")
    git(folder, "config", "uploadpack.allowFilter", "true")
    return folder


def make_clone(folder: Path, remote: Path | None) -> Path:
    folder.mkdir(exist_ok=True)
    git(folder, "init", "--quiet")
    if remote is not None:
        git(folder, "remote", "add", "origin", str(remote))
    return folder


def open_store(repo: Path, branch: str = BRANCH, habits: Habits = HASTY) -> GitStore:
    remote = find_remote(repo, SEALED, "origin")
    return GitStore(remote, branch, repo / ".governor", GENESIS, habits)


def install_hook(bare: Path, name: str, script: str) -> Path:
    hook = bare / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)
    return hook
