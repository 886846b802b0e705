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
    of the head: of each check's name and app the newest, without annotations, and of each status's
    context the newest, whoever set it. The ids of statuses are 0. Where it changes more than the
    forge lists, there are `more_paths`, and any file may be one of them.
    """

    pull: PullRequest
    paths: tuple[str, ...]
    comments: tuple[Comment, ...]
    checks: tuple[CheckRun, ...]
    statuses: tuple[Status, ...]
    more_paths: bool = False


class Surveys(Protocol):
    def survey(self) -> Sequence[Surveyed]: ...

    def ended(self, branches: Sequence[str]) -> Sequence[PullRequest]:
        """Give what is not open any more of these branches of the repository, oldest first.

        Who closed it is told of merged ones alone.
        """
        ...
