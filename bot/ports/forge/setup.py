"""How a repository is set up: what the credentials may do, what runs, and what it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Right(StrEnum):
    """What the bot must be allowed to write, as a workflow asks for it under `permissions:`."""

    CONTENTS = "contents"
    PULLS = "pull-requests"
    ISSUES = "issues"
    CHECKS = "checks"
    STATUSES = "statuses"


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow by its file; `state` is `active`, or says why it is not, as GitHub does."""

    path: str
    state: str


class Setup(Protocol):
    def may_write(self, right: Right) -> bool:
        """Try it with something that makes no sense, so that nothing is ever written."""

    def workflows(self) -> Sequence[Workflow]:
        """List those of the default branch, by path."""

    def environments(self) -> Mapping[str, bool]:
        """Tell of each by name whether somebody must approve before a job may begin."""

    def make_environment(self, name: str) -> None:
        """Make one where whoever makes it must approve; an app approves nothing."""

    def secret_names(self) -> frozenset[str]: ...

    def variable_names(self) -> frozenset[str]: ...

    def actions_open_pulls(self) -> bool:
        """Tell whether workflows may open pull requests with their own token."""

    def let_actions_open_pulls(self) -> None: ...

    def app_id(self, login: str) -> int:
        """Give the number of the app that acts by this login."""

    def time(self) -> datetime:
        """Tell what time it is there, to the second."""
