"""Refused lines as they are kept: with what is wrong, and the line itself."""

from base64 import b64encode
from typing import Literal

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from bot.events.batch import Refused
from bot.words.canonical import Json, digest, encode_line

VERSION = 1


@with_config(ConfigDict(extra="forbid", strict=True))
class QuarantineFields(TypedDict):
    """A refused line; `id` is the digest of file, line number and raw text."""

    v: Literal[1]
    id: str
    received_at: str
    file: str
    line: int
    field: str
    value: str
    reason: str
    raw: str
    raw_encoding: Literal["utf-8", "base64"]


ADAPTER: TypeAdapter[QuarantineFields] = TypeAdapter(QuarantineFields)


def name_of(refused: Refused) -> str:
    """Name a refusal: the same line of the same file is refused once, however often it is read."""
    raw, encoding = _text(refused.raw)
    return digest([refused.problem.file, refused.problem.line, raw, encoding])


def line_of(name: str, refused: Refused, received: str) -> bytes:
    raw, encoding = _text(refused.raw)
    record: dict[str, Json] = {
        "v": VERSION,
        "id": name,
        "received_at": received,
        **refused.problem.wire(),
        "raw": raw,
        "raw_encoding": encoding,
    }
    return encode_line(record)


def _text(raw: bytes) -> tuple[str, str]:
    try:
        return raw.decode(), "utf-8"
    except UnicodeDecodeError:
        return b64encode(raw).decode(), "base64"
