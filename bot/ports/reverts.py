"""Undoing a merged pull request by a commit on a branch of the bot's own."""

from dataclasses import dataclass
from typing import Protocol

from bot.effects.reversal import Reversal


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged pull request as the forge tells of it; `commits` are its own, oldest first."""

    number: int
    base_branch: str
    head_sha: str
    merge_sha: str
    commits: tuple[str, ...]


class Reverts(Protocol):
    """The same base branch gives the same commit, whoever makes it and however often."""

    def prepare(self, merged: Merged) -> Reversal:
        """Make the commit, and change nothing outside."""

    def publish(self, merged: Merged) -> Reversal:
        """Make it and push it as `governor/rollback/NUMBER`.

        What the bot pushed before and still does the work stays; a person's commits always do.
        """
