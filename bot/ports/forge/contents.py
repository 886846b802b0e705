"""What Git holds: branches, commits, files, differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Branch:
    name: str
    sha: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit; `author` is the login its e-mail belongs to, empty where it is nobody's here."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    message: str
    author: str
    author_name: str
    author_email: str
    authored_at: datetime
    committed_at: datetime


class FileStatus(StrEnum):
    ADDED = "added"
    MODIFIED = "modified"
    REMOVED = "removed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file of a difference; `patch` holds its hunks and is empty for a binary file."""

    path: str
    status: FileStatus
    additions: int
    deletions: int
    patch: str
    previous_path: str = ""


@dataclass(frozen=True, slots=True)
class FileChange:
    """The whole new content of one file; None removes it."""

    path: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `head` has that `base` had not when they parted."""

    merge_base: str
    ahead_by: int
    behind_by: int
    commits: tuple[Commit, ...]
    files: tuple[ChangedFile, ...]


class Contents(Protocol):
    """A `ref` is a branch name or a full commit id."""

    def branches(self, prefix: str = "") -> Sequence[Branch]:
        """List branches whose name starts so, sorted by name."""

    def branch_head(self, branch: str) -> str | None: ...

    def create_branch(self, branch: str, sha: str) -> Branch: ...

    def update_branch(self, branch: str, sha: str, *, force: bool = False) -> Branch:
        """Move it; NotFastForward where commits would be lost and `force` is not given."""

    def delete_branch(self, branch: str) -> None:
        """Remove it; its open pull requests are closed."""

    def commit_files(
        self,
        branch: str,
        base_sha: str,
        changes: Sequence[FileChange],
        message: str,
        expected_head: str | None,
    ) -> Commit:
        """Put one commit, child of `base_sha`, on a branch.

        The branch must stand at `expected_head`, or not exist where that is None; else MovedHead
        and nothing changes. Where `expected_head` is not `base_sha` the branch is reset to it.
        """

    def commit(self, sha: str) -> Commit: ...

    def commits(self, ref: str, path: str = "", limit: int = 0) -> Sequence[Commit]:
        """List the history of a ref or of one path in it, newest first; 0 means all."""

    def read_file(self, path: str, ref: str) -> bytes | None:
        """Return the file at a ref, None where it has no such file."""

    def compare(self, base: str, head: str) -> Comparison: ...
