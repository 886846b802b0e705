"""The commits behind the state, where a store has any, and making one of the old ones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.state.audit.compaction import Compacted, Root
from bot.state.audit.head import Anchor


@dataclass(frozen=True, slots=True)
class Past:
    """What a branch's commits vouch for; `root` is there where the first stands for others.

    `begun` is when that first one was made; None where there is none.
    """

    anchors: tuple[Anchor, ...] = ()
    root: Root | None = None
    begun: datetime | None = None


@dataclass(frozen=True, slots=True)
class Squash:
    """What could be squashed, seen while the branch was at `tip`; `kept` commits stay single.

    The bytes are those of all that a clone of the branch brings, before and after; None where
    nobody asked for them.
    """

    compacted: Compacted
    tip: str
    kept: int
    archive: str
    bytes_before: int | None = None
    bytes_after: int | None = None


class History(Protocol):
    def past(self) -> Past:
        """Read what the commits of the branch say, and none of its files."""

    def look(self, before: datetime, now: datetime, *, sized: bool = False) -> Squash | None:
        """Find the commits made before a moment; None where fewer than two are."""

    def again(self, squash: Squash) -> Squash | None:
        """Look at the same commits once more; None where the branch has them no longer."""

    def move(self, squash: Squash) -> bool:
        """Put the squashed history in place of the old one, kept as `archive` unless that is "".

        False where somebody has moved the branch since it was looked at.
        """
