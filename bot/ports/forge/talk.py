"""Comments on issues and pull requests, and reactions to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Comment:
    id: int
    number: int
    author: str
    body: str
    created_at: datetime
    updated_at: datetime


class Emoji(StrEnum):
    PLUS_ONE = "+1"
    MINUS_ONE = "-1"
    LAUGH = "laugh"
    CONFUSED = "confused"
    HEART = "heart"
    HOORAY = "hooray"
    ROCKET = "rocket"
    EYES = "eyes"


@dataclass(frozen=True, slots=True)
class Reaction:
    emoji: Emoji
    author: str


class Talk(Protocol):
    def comments(self, number: int) -> Sequence[Comment]: ...

    def comment(self, comment_id: int) -> Comment: ...

    def create_comment(self, number: int, body: str) -> Comment: ...

    def update_comment(self, comment_id: int, body: str) -> Comment: ...

    def delete_comment(self, comment_id: int) -> None: ...

    def react(self, comment_id: int, emoji: Emoji) -> None:
        """React once; doing so again changes nothing."""

    def reactions(self, comment_id: int) -> Sequence[Reaction]: ...
