"""What Git says of a repository: refs, commits, files, differences."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.adapters.git import Git
from bot.ports.forge.contents import ChangedFile, Commit, FileStatus
from bot.words.instant import parse

HEADS = "refs/heads/"
FULL_ID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
FORMAT = "--format=%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cI%x00%B"
FIELDS = FORMAT.count("%x00") + 1
STATUS = {"A": FileStatus.ADDED, "D": FileStatus.REMOVED, "R": FileStatus.RENAMED}
DIFF = ("diff", "--no-color", "--no-ext-diff", "--no-textconv", "--find-renames")


def refs(git: Git, *prefixes: str) -> dict[str, str]:
    lines = git.text("for-each-ref", "--format=%(refname) %(objectname)", *prefixes).splitlines()
    return {name: sha for name, _, sha in (line.partition(" ") for line in lines)}


def branch_head(git: Git, branch: str) -> str | None:
    return refs(git, HEADS + branch).get(HEADS + branch)


def commit_at(git: Git, ref: str) -> str | None:
    """Resolve a branch or a full commit id, and nothing else that Git would understand."""
    if FULL_ID.fullmatch(ref):
        return ref if git.attempt("cat-file", "-e", f"{ref}^{{commit}}").code == 0 else None
    return branch_head(git, ref)


def file_at(git: Git, sha: str, path: str) -> bytes | None:
    answer = git.attempt("cat-file", "blob", f"{sha}:{path}")
    return answer.out if answer.code == 0 else None


def merge_base(git: Git, one: str, other: str) -> str | None:
    return git.attempt("merge-base", one, other).text or None


def is_ancestor(git: Git, old: str, new: str) -> bool:
    return git.attempt("merge-base", "--is-ancestor", old, new).code == 0


def count(git: Git, base: str, head: str) -> int:
    return int(git.text("rev-list", "--count", f"{base}..{head}"))


def commits(git: Git, login_of: Callable[[str], str], *arguments: str) -> list[Commit]:
    fields = git.run("log", "-z", FORMAT, *arguments).decode(errors="replace").split("\0")
    whole = range(0, len(fields) - FIELDS + 1, FIELDS)
    return [_commit(fields[start : start + FIELDS], login_of) for start in whole]


def _commit(fields: Sequence[str], login_of: Callable[[str], str]) -> Commit:
    sha, tree, parents, name, email, authored, committed, message = fields
    return Commit(
        sha=sha,
        tree=tree,
        parents=tuple(parents.split()),
        message=message.rstrip("\n"),
        author=login_of(email),
        author_name=name,
        author_email=email,
        authored_at=_moment(authored),
        committed_at=_moment(committed),
    )


def _moment(text: str) -> datetime:
    return parse(text)


def diff(git: Git, old: str, new: str) -> str:
    return git.run(*DIFF, old, new).decode(errors="replace")


def changed_paths(git: Git, old: str, new: str) -> tuple[str, ...]:
    return tuple(sorted(path for _, _, path in _names(git, old, new)))


def changed_files(git: Git, old: str, new: str) -> tuple[ChangedFile, ...]:
    """Join the three views that Git gives of one difference, which it lists in one order."""
    rows = zip(_names(git, old, new), _counts(git, old, new), _patches(git, old, new), strict=True)
    files = (
        ChangedFile(path, status, added, removed, patch, before)
        for (status, before, path), (added, removed), patch in rows
    )
    return tuple(sorted(files, key=lambda file: file.path))


def _names(git: Git, old: str, new: str) -> Iterator[tuple[FileStatus, str, str]]:
    fields = iter(_fields(git.run(*DIFF, "--name-status", "-z", old, new)))
    for letter in fields:
        status = STATUS.get(letter[0], FileStatus.MODIFIED)
        before = next(fields) if status is FileStatus.RENAMED else ""
        yield status, before, next(fields)


def _counts(git: Git, old: str, new: str) -> Iterator[tuple[int, int]]:
    fields = iter(_fields(git.run(*DIFF, "--numstat", "-z", old, new)))
    for field in fields:
        added, removed, path = field.split("\t", 2)
        if not path:  # of a renamed file both names follow as fields of their own
            next(fields)
            next(fields)
        yield _number(added), _number(removed)


def _patches(git: Git, old: str, new: str) -> Iterator[str]:
    for part in re.split(r"^diff --git ", diff(git, old, new), flags=re.MULTILINE)[1:]:
        hunks = re.search(r"^@@ ", part, flags=re.MULTILINE)
        yield part[hunks.start() :].removesuffix("\n") if hunks else ""


def _fields(data: bytes) -> list[str]:
    return data.decode(errors="replace").split("\0")[:-1]


def _number(text: str) -> int:
    return 0 if text == "-" else int(text)
