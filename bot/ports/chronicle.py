"""The state as it became: every commit of its branch, and the policies that were in force."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from bot.policy.policy import Policy
from bot.state.audit.compaction import Compacted
from bot.state.tree import Tree


class Step(NamedTuple):
    """One commit: the tree it left, and which files it changed.

    One that `stands_for` others changed what differs from the last of them, where they are listed.
    """

    commit: str
    after: Tree
    changed: tuple[str, ...]
    at: str = ""
    stands_for: Compacted | None = None
    archive: str = ""


class Chronicle(Protocol):
    def steps(self, *, archive: bool = False) -> Sequence[Step]:
        """List the commits, the oldest first; with `archive` those before a squash as well."""

    def policy(self, digest: str) -> Policy | None:
        """Find the policies of a digest in the history of the repository."""
