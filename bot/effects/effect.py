"""One intended act on the outside, as data: what it is, under which key, with which content."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from bot.effects.marker import Mark
from bot.words.canonical import Json, digest_bytes


class PullKind(StrEnum):
    PROMOTE = "promote"
    DEMOTE = "demote"
    ROLLBACK = "rollback"
    SCAFFOLD = "scaffold"


@dataclass(frozen=True, slots=True)
class FileEdit:
    """The whole new content of one file; None removes it."""

    path: str
    content: bytes | None

    def wire(self) -> Mapping[str, Json]:
        gone = self.content is None
        return {"path": self.path, "sha256": None if gone else digest_bytes(self.content or b"")}


@dataclass(frozen=True, slots=True)
class Push:
    """One commit on a branch of the bot's own, child of `base`."""

    branch: str
    base: str
    edits: tuple[FileEdit, ...]
    message: str

    def wire(self) -> Mapping[str, Json]:
        edits: list[Json] = [edit.wire() for edit in self.edits]
        return {"branch": self.branch, "base": self.base, "edits": edits, "message": self.message}


@dataclass(frozen=True, slots=True)
class UpsertComment:
    """Say something under a pull request; `comment` is the id of the one that says it already."""

    kind: ClassVar[str] = "comment"
    mark: Mark
    pull: int
    body: str
    comment: int | None = None

    def wire(self) -> Mapping[str, Json]:
        return {"pull": self.pull, "comment": self.comment, "body": self.body}


@dataclass(frozen=True, slots=True)
class DeleteComment:
    """Take away one that says what an older one says."""

    kind: ClassVar[str] = "delete-comment"
    mark: Mark
    pull: int
    comment: int

    def wire(self) -> Mapping[str, Json]:
        return {"pull": self.pull, "comment": self.comment}


@dataclass(frozen=True, slots=True)
class UpsertIssue:
    kind: ClassVar[str] = "issue"
    mark: Mark
    title: str
    body: str
    labels: tuple[str, ...] = ()
    number: int | None = None
    pin: bool = False

    def wire(self) -> Mapping[str, Json]:
        return {
            "number": self.number,
            "title": self.title,
            "body": self.body,
            "labels": self.labels,
            "pin": self.pin,
        }


@dataclass(frozen=True, slots=True)
class CloseIssue:
    """Close one; its body says why from then on."""

    kind: ClassVar[str] = "close-issue"
    mark: Mark
    number: int
    body: str

    def wire(self) -> Mapping[str, Json]:
        return {"number": self.number, "body": self.body}


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation on lines of a file; `severity` is notice, warning or failure."""

    path: str
    start_line: int
    end_line: int
    severity: str
    message: str
    title: str = ""

    def wire(self) -> Mapping[str, Json]:
        return {
            "path": self.path,
            "start_line": self.start_line,
            "end_line": self.end_line,
            "severity": self.severity,
            "message": self.message,
            "title": self.title,
        }


@dataclass(frozen=True, slots=True)
class SetCheck:
    """The check run and the commit status of one name on one commit; they say the same.

    `conclusion` is success, failure or neutral. The check run keeps the mark as its external id.
    """

    kind: ClassVar[str] = "check"
    mark: Mark
    sha: str
    name: str
    conclusion: str
    title: str
    summary: str
    notes: tuple[Note, ...] = ()

    def wire(self) -> Mapping[str, Json]:
        return {
            "sha": self.sha,
            "name": self.name,
            "conclusion": self.conclusion,
            "title": self.title,
            "summary": self.summary,
            "notes": [note.wire() for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class OpenPull:
    kind: ClassVar[str] = "open"
    mark: Mark
    pull_kind: PullKind
    title: str
    body: str
    into: str
    push: Push
    labels: tuple[str, ...] = ()

    def wire(self) -> Mapping[str, Json]:
        return {
            "pull_kind": self.pull_kind,
            "title": self.title,
            "body": self.body,
            "into": self.into,
            "push": self.push.wire(),
            "labels": self.labels,
        }


@dataclass(frozen=True, slots=True)
class UpdatePull:
    """Bring an open one up to date; `push` is None where its commit still stands.

    `labels` are those that it lacks. `head` is where its branch was seen: whoever pushed since
    keeps what they pushed.
    """

    kind: ClassVar[str] = "update"
    mark: Mark
    number: int
    title: str
    body: str
    head: str
    push: Push | None = None
    labels: tuple[str, ...] = ()

    def wire(self) -> Mapping[str, Json]:
        return {
            "number": self.number,
            "title": self.title,
            "body": self.body,
            "head": self.head,
            "push": self.push.wire() if self.push else None,
            "labels": self.labels,
        }


@dataclass(frozen=True, slots=True)
class ClosePull:
    """Close one; its body says why from then on, so that no reader takes it for a veto."""

    kind: ClassVar[str] = "close"
    mark: Mark
    number: int
    body: str

    def wire(self) -> Mapping[str, Json]:
        return {"number": self.number, "body": self.body}


Effect: TypeAlias = (
    UpsertComment
    | DeleteComment
    | UpsertIssue
    | CloseIssue
    | SetCheck
    | OpenPull
    | UpdatePull
    | ClosePull
)


def wire(effect: Effect) -> dict[str, Json]:
    return {
        "kind": effect.kind,
        "key": effect.mark.key,
        "digest": effect.mark.digest,
        **effect.wire(),
    }
