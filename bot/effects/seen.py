"""What the forge showed at one moment: plain data, so that planning needs no forge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.effects import marker
from bot.effects.marker import Mark


@dataclass(frozen=True, slots=True)
class SeenComment:
    """One of the bot's own."""

    id: int
    body: str

    @property
    def mark(self) -> Mark | None:
        return marker.found(self.body)


@dataclass(frozen=True, slots=True)
class SeenCheck:
    """A check run or, where `app` is empty, a commit status; `conclusion` is empty while it runs.

    `creator` is known of statuses alone.
    """

    name: str
    conclusion: str
    title: str = ""
    app: str = ""
    creator: str = ""
    external_id: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class SeenPull:
    """`has_others` tells that somebody else's commits are on the bot's branch."""

    number: int
    title: str
    body: str
    author: str
    branch: str
    head_sha: str
    base_branch: str
    labels: tuple[str, ...] = ()
    is_open: bool = True
    merged: bool = False
    from_fork: bool = False
    has_others: bool = False
    paths: tuple[str, ...] = ()
    comments: tuple[SeenComment, ...] = ()
    checks: tuple[SeenCheck, ...] = ()

    @property
    def mark(self) -> Mark | None:
        return marker.found(self.body)


@dataclass(frozen=True, slots=True)
class SeenIssue:
    number: int
    title: str
    body: str
    author: str
    is_open: bool = True
    pinned: bool = False

    @property
    def mark(self) -> Mark | None:
        return marker.found(self.body)


@dataclass(frozen=True, slots=True)
class Seen:
    """`me` is the bot's own login. `past` holds closed requests of branches that were asked about.

    `taken` are branches without an open request on which somebody else's commits stand. `head` is
    where the default branch stands, `files` what it has there of what was asked for.
    All are the oldest first.
    """

    me: str
    default_branch: str
    head: str
    files: Mapping[str, str] = field(default_factory=dict)
    pulls: tuple[SeenPull, ...] = ()
    past: tuple[SeenPull, ...] = ()
    taken: frozenset[str] = frozenset()
    issues: tuple[SeenIssue, ...] = ()

    def own(self, branch: str) -> Sequence[SeenPull]:
        """Give the bot's own open requests from a branch."""
        return [one for one in self.pulls if one.branch == branch and self.is_own(one)]

    def closed(self, branch: str) -> Sequence[SeenPull]:
        return [one for one in self.past if one.branch == branch and self.is_own(one)]

    def is_own(self, pull: SeenPull) -> bool:
        return pull.author == self.me and not pull.from_fork
