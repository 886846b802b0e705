"""The state as it became: every commit of its branch, and the policies that were in force."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from bot.policy.policy import Policy
from bot.state.tree import Tree


class Step(NamedTuple):
    """One commit: the tree it left, and which files it changed."""

    commit: str
    after: Tree
    changed: tuple[str, ...]


class Chronicle(Protocol):
    def steps(self) -> Sequence[Step]:
        """List the commits, the oldest first."""

    def policy(self, digest: str) -> Policy | None:
        """Find the policies of a digest in the history of the repository."""
