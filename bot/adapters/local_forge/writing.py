"""Making commits without a work tree, and moving branches by compare and swap."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.adapters.git import Git
from bot.adapters.local_forge.reading import HEADS, branch_head
from bot.errors import Invalid, MovedHead
from bot.ports.forge.contents import FileChange

NEW_FILE = "100644"


def commit_tree(
    git: Git,
    tree: str,
    parents: Sequence[str],
    message: str,
    extra: Mapping[str, str] | None = None,
) -> str:
    arguments = [word for parent in parents for word in ("-p", parent)]
    text = message.rstrip("\n") + "\n"
    return git.text("commit-tree", tree, *arguments, stdin=text.encode(), extra=extra)


def tree_with(git: Git, base: str, changes: Sequence[FileChange]) -> str:
    """Write the tree of a commit with some files changed, through an index of its own."""
    for change in changes:
        _check_path(change.path)
    with tempfile.TemporaryDirectory() as folder:
        extra = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        git.run("read-tree", base or "--empty", extra=extra)
        modes = _modes(git, changes, extra)
        entries = b"".join(_entry(git, change, modes) for change in changes)
        git.run("update-index", "-z", "--replace", "--index-info", stdin=entries, extra=extra)
        return git.text("write-tree", extra=extra)


def _modes(git: Git, changes: Sequence[FileChange], extra: Mapping[str, str]) -> dict[str, str]:
    paths = [change.path for change in changes]
    listed = git.run("--literal-pathspecs", "ls-files", "-s", "-z", "--", *paths, extra=extra)
    lines = listed.decode(errors="replace").split("\0")[:-1]
    return {path: facts[:6] for facts, _, path in (line.partition("\t") for line in lines)}


def _entry(git: Git, change: FileChange, modes: Mapping[str, str]) -> bytes:
    if change.content is None:
        if change.path not in modes:
            raise Invalid("commit", f"{change.path} is to be removed and is not there")
        return f"0 {'0' * 40}\t{change.path}\0".encode()
    sha = git.text("hash-object", "-w", "--stdin", stdin=change.content)
    return f"{modes.get(change.path, NEW_FILE)} {sha}\t{change.path}\0".encode()


def _check_path(path: str) -> None:
    parts = path.split("/")
    if any(part.lower() in ("", ".", "..", ".git") for part in parts) or "\0" in path:
        raise Invalid("commit", f"{path!r} is no path of a file in a repository")


def move_branch(git: Git, branch: str, new: str, old: str | None) -> None:
    """Move a branch from where it was seen; an old place of None says that it is new."""
    answer = git.attempt("update-ref", HEADS + branch, new, old or "0" * len(new))
    if answer.code:
        found, act = branch_head(git, branch), f"move {branch}"
        if found != old:
            raise MovedHead(act, branch, old, found)
        raise Invalid(act, answer.err.partition("\n")[0].rstrip("."))
