"""Issues, and the labels that issues and pull requests share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.ports.forge.pulls import State


@dataclass(frozen=True, slots=True)
class Issue:
    number: int
    title: str
    body: str
    state: State
    author: str
    labels: tuple[str, ...]
    pinned: bool
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """Six hex digits are its colour."""

    name: str
    color: str
    description: str = ""


class Issues(Protocol):
    """Numbers are one row for issues and pull requests; neither list holds the other kind."""

    def issue(self, number: int) -> Issue: ...

    def issues(self, state: State | None = State.OPEN, label: str = "") -> Sequence[Issue]: ...

    def open_issue(self, title: str, body: str = "", labels: Sequence[str] = ()) -> Issue: ...

    def update_issue(
        self, number: int, *, title: str | None = None, body: str | None = None
    ) -> Issue: ...

    def close_issue(self, number: int) -> Issue: ...

    def reopen_issue(self, number: int) -> Issue: ...

    def pin_issue(self, number: int) -> Issue:
        """Pin it; pinning twice is fine, a fourth pinned issue is Invalid."""

    def unpin_issue(self, number: int) -> Issue: ...

    def labels(self) -> Sequence[Label]: ...

    def ensure_label(self, label: Label) -> Label:
        """Make the label, or give the one of that name its colour and description."""

    def add_labels(self, number: int, names: Sequence[str]) -> Sequence[str]:
        """Label an issue or pull request and give all its labels; unknown ones are made."""

    def remove_label(self, number: int, name: str) -> Sequence[str]:
        """Take a label off and give the others; one that is not there is fine."""
