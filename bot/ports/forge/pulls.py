"""Pull requests: from opening to merge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.ports.forge.contents import ChangedFile, Commit


class State(StrEnum):
    """Of pull requests and issues; a merged pull request is closed."""

    OPEN = "open"
    CLOSED = "closed"


class MergeMethod(StrEnum):
    MERGE = "merge"
    SQUASH = "squash"
    REBASE = "rebase"


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request as it stands.

    `head_sha` follows the branch while the request is open. `base_sha` is the head of the base
    branch while open. `merge_sha` is the last commit that a merge put on the base branch; what
    stood there before is its parent, or the parent of the first of a rebase. `mergeable` is
    worked out by `Pulls.pull` alone, for open ones; elsewhere, and where the forge is not done with
    it, it is None. `merge_method` and
    `closed_by` are None and empty where the forge does not tell.
    """

    number: int
    title: str
    body: str
    state: State
    draft: bool
    author: str
    head_branch: str
    head_sha: str
    head_repository: str
    from_fork: bool
    base_branch: str
    base_sha: str
    labels: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    merged: bool = False
    merge_sha: str = ""
    merge_method: MergeMethod | None = None
    mergeable: bool | None = None


@dataclass(frozen=True, slots=True)
class NewPull:
    """What opens a pull request; `head` is a branch here, or `owner:branch` of a fork."""

    title: str
    head: str
    base: str
    body: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class PullFilter:
    """Which pull requests to list; None asks for all.

    A `head_branch` is one of this repository: a fork's branch of that name is not meant.
    """

    state: State | None = State.OPEN
    head_branch: str | None = None
    base_branch: str | None = None


OPEN_PULLS = PullFilter()


class Pulls(Protocol):
    def pull(self, number: int) -> PullRequest: ...

    def pulls(self, wanted: PullFilter = OPEN_PULLS) -> Sequence[PullRequest]: ...

    def open_pull(self, new: NewPull) -> PullRequest:
        """Open one; AlreadyExists names the open one of the same head and base."""

    def update_pull(
        self, number: int, *, title: str | None = None, body: str | None = None
    ) -> PullRequest: ...

    def close_pull(self, number: int) -> PullRequest: ...

    def reopen_pull(self, number: int) -> PullRequest:
        """Open a closed one again; Invalid where it was merged or a branch is gone."""

    def pull_files(self, number: int) -> Sequence[ChangedFile]:
        """List what it changes since it left the base branch, sorted by path."""

    def pull_diff(self, number: int) -> str: ...

    def pull_commits(self, number: int) -> Sequence[Commit]: ...

    def merge_pull(
        self,
        number: int,
        method: MergeMethod,
        expected_head: str,
        *,
        title: str = "",
        message: str = "",
    ) -> PullRequest:
        """Merge it; MovedHead, MergeConflict or NotMergeable where that cannot be."""
