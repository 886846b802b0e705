"""The list of a partition's parts: what it names counts, whatever else a store may hold."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.adapters.lake.columns import PARTS, stem_of
from bot.errors import CorruptState, UnknownSchema
from bot.policy.storage import Place
from bot.words.canonical import Json, encode
from bot.words.strict_json import parse_object

VERSION = 1
NAME = r"^[a-z]+(/[A-Za-z0-9_-][A-Za-z0-9._=-]*)+\.parquet$"
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


class Part(BaseModel):
    """One immutable object: `name` under `place`, the folder or URL it was written to."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    place: Annotated[Place, Field(min_length=1)]
    name: Annotated[str, Field(pattern=NAME)]
    sha256: Digest
    rows: Count
    bytes: Count

    def wire(self) -> Mapping[str, Json]:
        return self.model_dump()

    @property
    def label(self) -> str:
        return f"{self.place.removesuffix('/')}/{self.name}"


ADAPTER: TypeAdapter[tuple[Part, ...]] = TypeAdapter(tuple[Part, ...])


def path_of(path: str) -> str:
    """Give the manifest of a partition, from any file of it."""
    return stem_of(path) + PARTS


def page(parts: Sequence[Part]) -> bytes:
    """Write one part a line: a commit that adds one differs in one line."""
    rows = b",\n".join(encode(part.wire()) for part in parts)
    return b'{"parts":[\n' + rows + b'\n],"v":%d}\n' % VERSION


def parts_of(path: str, data: bytes | None) -> tuple[Part, ...]:
    if data is None:
        return ()
    try:
        record = parse_object(data)
        if record.get("v") != VERSION:
            raise UnknownSchema(path, record.get("v"), VERSION)
        listed = record["parts"]
        found = ADAPTER.validate_python(tuple(listed) if isinstance(listed, list) else listed)
    except (ValidationError, ValueError, LookupError) as error:
        first = str(error).splitlines()[0]
        raise CorruptState(path, f"it is no list of parts ({first})") from None
    _check_own(path, found)
    return found


def _check_own(path: str, parts: Sequence[Part]) -> None:
    """Refuse a part of another day: it is sound Parquet of a sound digest, with the wrong lines."""
    folder = stem_of(path).removeprefix("state/") + "/"
    strange = next((part.name for part in parts if not part.name.startswith(folder)), None)
    if strange is not None:
        raise CorruptState(path, f"it names a part of another partition ({strange})")
    if len({(part.place, part.name) for part in parts}) < len(parts):
        raise CorruptState(path, "it names a part twice")
