"""Where the state lives: a folder or a Git branch, behind one port."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.state.tree import Operation, Tree


@dataclass(frozen=True, slots=True)
class Message:
    subject: str
    trailers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a commit.

    `head` is the id of the newest one, the old one where nothing changed; a folder has none ("").
    """

    head: str
    changed: bool
    tries: int


class Store(Protocol):
    def tree(self) -> Tree:
        """Give the newest state that can be reached."""

    def commit(self, operations: Sequence[Operation], message: Message) -> Receipt:
        """Apply all or nothing, as one commit; CannotPush when the remote keeps refusing."""
