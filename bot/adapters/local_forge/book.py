"""What the local forge remembers beside Git: one JSON file, read and replaced whole."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from bot.errors import CorruptState, UnknownSchema
from bot.ports.forge.checks import CheckRun, Required, Status
from bot.ports.forge.issues import Issue, Label
from bot.ports.forge.people import Permission, Repository
from bot.ports.forge.pulls import MergeMethod, PullRequest
from bot.ports.forge.talk import Comment, Reaction

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Person:
    permission: Permission
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Merging:
    """A merge that was decided: written down before the branch moves, gone when it is recorded."""

    number: int
    method: MergeMethod
    new: str
    by: str
    at: datetime


@dataclass(slots=True)
class Book:
    repository: Repository
    v: int = SCHEMA
    next_number: int = 1
    next_id: int = 1
    people: dict[str, Person] = field(default_factory=dict)
    pulls: dict[int, PullRequest] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    reactions: dict[int, list[Reaction]] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    checks: dict[int, CheckRun] = field(default_factory=dict)
    statuses: dict[int, Status] = field(default_factory=dict)
    required: dict[str, tuple[Required, ...]] = field(default_factory=dict)
    keeping: set[str] = field(default_factory=set)
    merging: Merging | None = None

    def new_number(self) -> int:
        number, self.next_number = self.next_number, self.next_number + 1
        return number

    def new_id(self) -> int:
        new, self.next_id = self.next_id, self.next_id + 1
        return new


BOOK = TypeAdapter(Book)


def encode(book: Book) -> bytes:
    return BOOK.dump_json(book, indent=1) + b"\n"


def decode(data: bytes, path: str) -> Book:
    """Read the book; only one that does not fit is looked at twice, for its version."""
    try:
        book = BOOK.validate_json(data)
    except ValidationError as error:
        _check_version(_version(data, path), path)
        raise CorruptState(path, f"it has {error.error_count()} wrong fields") from error
    _check_version(book.v, path)
    return book


def _check_version(version: object, path: str) -> None:
    if version != SCHEMA:
        raise UnknownSchema(path, version, SCHEMA)


def _version(data: bytes, path: str) -> object:
    try:
        found = json.loads(data)
    except ValueError as error:
        raise CorruptState(path, f"it is not JSON ({error})") from error
    return found.get("v") if isinstance(found, dict) else None
