"""Everything about the open pull requests in as few calls as the forge allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.ports.forge.checks import CheckRun, Status
from bot.ports.forge.pulls import PullRequest
from bot.ports.forge.talk import Comment


@dataclass(frozen=True, slots=True)
class Surveyed:
    """An open pull request with what hangs on it.

    `comments` are those of the identity itself, oldest first. `checks` and `statuses` are those
    of the head, of each name and author the newest.
    """

    pull: PullRequest
    paths: tuple[str, ...]
    comments: tuple[Comment, ...]
    checks: tuple[CheckRun, ...]
    statuses: tuple[Status, ...]


class Surveys(Protocol):
    def survey(self) -> Sequence[Surveyed]: ...
