"""Documents: state files as typed values. Missing is genesis; unreadable stops everything."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Generic, TypeAlias, TypeVar, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import to_json

from bot.errors import CorruptState, StateError, UnknownSchema
from bot.state.tree import Replace, Tree
from bot.words import instant
from bot.words.canonical import Json, encode_page
from bot.words.strict_json import parse_object
from bot.words.text import printable

SHOWN = 60
READ = 16  # documents in memory, which is more than one command looks at again
HOLES = {
    "day": r"\d{4}-\d{2}-\d{2}",
    "month": r"\d{4}-\d{2}",
    "name": r"[A-Za-z0-9_-]+",
}


def _written_as_instant(text: str) -> str:
    if instant.render(instant.parse(text)) != text:
        raise ValueError("is not written like 2026-11-21T09:30:00.000Z")
    return text


Moment = Annotated[str, AfterValidator(_written_as_instant)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
# Pydantic cannot follow the recursive Json; what is parsed or written is checked to be JSON anyway.
AnyJson: TypeAlias = Any
GENESIS = instant.render(instant.EPOCH)


class Part(BaseModel):
    # A NaN must fail when it is written, not turn into null on the way.
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, ser_json_inf_nan="constants"
    )


class Document(Part):
    """`depth` says how deep its page is broken into lines; beyond it all is on one.

    `plain` is one whose every part is what JSON itself parses to: no tuple, no enumeration.
    """

    depth: ClassVar[int | None] = None
    plain: ClassVar[bool] = False
    v: int = 1


class Envelope(Document):
    """A document whose inner shape is known to the room that computes it."""

    model_config = ConfigDict(extra="allow")


D = TypeVar("D", bound=Document)
Migration = Callable[[dict[str, Json]], dict[str, Json]]


@dataclass(frozen=True, slots=True, eq=False)
class StateFile(Generic[D]):
    """One kind of state file; `migrations[n]` turns a record of version n into one of n + 1."""

    pattern: str
    writer: str
    meaning: str
    model: type[D]
    version: int = 1
    migrations: Mapping[int, Migration] = field(default_factory=dict)

    @property
    def format(self) -> str:
        return self.pattern.rpartition(".")[2]

    def matches(self, path: str) -> bool:
        pieces = re.split(r"\{(\w+)\}", self.pattern)
        pattern = "".join(
            HOLES[piece] if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)
        )
        return re.fullmatch(pattern, path) is not None


def load(tree: Tree, file: StateFile[D], path: str = "") -> D:
    path = path or file.pattern
    data = tree.read(path)
    return file.model(v=file.version) if data is None else known(path, data, file)


def known(path: str, data: bytes, file: StateFile[D]) -> D:
    """Decode a document once, as often as it is read: the same bytes say the same."""
    return cast("D", _known(path, data, file))


@lru_cache(maxsize=READ)
def _known(path: str, data: bytes, file: StateFile[Document]) -> Document:
    return decode(path, data, file)


def records(tree: Tree, file: StateFile[D], path: str) -> Iterator[D]:
    for number, line in enumerate(tree.lines(path), 1):
        yield decode(f"{path}:{number}", line, file)


def decode(path: str, data: bytes, file: StateFile[D]) -> D:
    try:
        body = parse_object(data)
    except ValueError as error:
        raise CorruptState(path, str(error)) from None
    if version_of(path, body, file.version) != file.version:
        return validate(path, migrate(path, body, file), file)
    return _plain(path, body, file) if file.model.plain else _validated(path, data, file)


def validate(path: str, body: Mapping[str, Json], file: StateFile[D]) -> D:
    """Hold a record against the schema, to which the order of its keys is nothing."""
    return _validated(path, to_json(body, inf_nan_mode="constants"), file)


def _validated(path: str, data: bytes, file: StateFile[D]) -> D:
    try:
        return file.model.model_validate_json(data)
    except ValidationError as error:
        raise CorruptState(path, _first_reason(error)) from None


def _plain(path: str, body: Mapping[str, Json], file: StateFile[D]) -> D:
    """Hold what was parsed against the schema as it is: to parse it again takes as long."""
    try:
        return file.model.model_validate(body)
    except ValidationError as error:
        raise CorruptState(path, _first_reason(error)) from None


def migrate(path: str, body: dict[str, Json], file: StateFile[D]) -> dict[str, Json]:
    found = version_of(path, body, file.version)
    for version in range(found, file.version):
        try:
            body = {**file.migrations[version](body), "v": version + 1}
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            reason = f"it cannot be brought from version {version} to {version + 1}: {error!r}"
            raise CorruptState(path, reason) from None
    return body


def version_of(path: str, body: Mapping[str, Json], known: int) -> int:
    if "v" not in body:
        raise CorruptState(path, "it has no schema version (field v)")
    found = body["v"]
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= known:
        raise UnknownSchema(path, found, known)
    return found


def put(path: str, document: Document) -> Replace:
    """Write a document as a page, held against its own schema first."""
    written = put_valid(path, document)
    try:
        document.model_validate_json(written.data)
    except ValidationError as error:
        raise _unwritten(path, _first_reason(error)) from None
    return written


def put_valid(path: str, document: Document) -> Replace:
    """Write a document that was just held against its schema."""
    try:
        page = encode_page(document.model_dump(mode="json", warnings=False), document.depth)
    except ValueError as error:
        raise _unwritten(path, str(error)) from None
    return Replace(path, page)


def _unwritten(path: str, reason: str) -> StateError:
    return StateError(f"Cannot write {path}: {reason}. Nothing was written.")


def _first_reason(error: ValidationError) -> str:
    first, count = error.errors()[0], error.error_count()
    where = ".".join(str(step) for step in first["loc"]) or "it"
    more = f", and {count - 1} more" if count > 1 else ""
    got = printable(repr(first["input"]), SHOWN)
    return f"{where}: {first['msg']} (got {got}){more}"
