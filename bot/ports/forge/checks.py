"""Verdicts on a commit: check runs, commit statuses, and which of them a branch requires."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class CheckStatus(StrEnum):
    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class Conclusion(StrEnum):
    SUCCESS = "success"
    FAILURE = "failure"
    NEUTRAL = "neutral"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    TIMED_OUT = "timed_out"
    ACTION_REQUIRED = "action_required"


class StatusState(StrEnum):
    PENDING = "pending"
    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"


class Severity(StrEnum):
    NOTICE = "notice"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Annotation:
    path: str
    start_line: int
    end_line: int
    severity: Severity
    message: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check run says; `conclusion` stands exactly where it is completed.

    Annotations want a title and a summary above them.
    """

    status: CheckStatus
    conclusion: Conclusion | None = None
    title: str = ""
    summary: str = ""
    annotations: tuple[Annotation, ...] = ()
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class CheckRun:
    """A check run; `app` is who made it, and nobody else may change it."""

    id: int
    name: str
    head_sha: str
    app: str
    report: CheckReport
    started_at: datetime | None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewStatus:
    context: str
    state: StatusState
    description: str = ""
    target_url: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """A commit status; of one context the newest counts, whoever wrote it."""

    id: int
    sha: str
    context: str
    state: StatusState
    description: str
    target_url: str
    creator: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Required:
    """A check that a branch requires; with an app's number only what that app says counts."""

    name: str
    app_id: int | None = None


class Checks(Protocol):
    def check_runs(self, sha: str, name: str = "") -> Sequence[CheckRun]: ...

    def create_check_run(self, sha: str, name: str, report: CheckReport) -> CheckRun: ...

    def update_check_run(self, check_id: int, report: CheckReport) -> CheckRun:
        """Replace what it says; Forbidden where another app made it.

        It is a new run of the same name where the forge cannot take annotations back.
        """

    def statuses(self, sha: str) -> Sequence[Status]:
        """List all that were ever set, the newest first."""

    def set_status(self, sha: str, new: NewStatus) -> Status: ...

    def required_checks(self, branch: str) -> Sequence[Required]: ...

    def require_checks(self, branch: str, checks: Sequence[Required]) -> None:
        """Let nothing onto the branch before these pass; none at all ends what was asked so."""

    def keep_history(self, branch: str) -> None:
        """Let nobody delete the branch or push over what it holds; it takes other pushes."""

    def rules_of(self, branch: str) -> Sequence[str]:
        """Name the kinds of rules that hold there, also where the branch is yet to come."""
