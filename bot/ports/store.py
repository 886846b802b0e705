"""Where the state lives: a folder or a Git branch, behind one port."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from bot.state.tree import Operation, Tree


@dataclass(frozen=True, slots=True)
class Message:
    subject: str
    trailers: Mapping[str, str] = field(default_factory=dict)


Stamp: TypeAlias = Callable[[Tree], Mapping[str, str]]
"""Trailers read from the very tree that is committed, such as the head of the audit record: a
store whose commits have messages asks at each try, since a replay on a newer state changes them."""


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
