"""Lines of the ledger as what they hold; one that cannot be read stops everything."""

import json
from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.errors import CorruptState, UnknownSchema

VERSION = 1
SAYS_VERSION = b'"v"'


class Line(Protocol):
    @property
    def v(self) -> int: ...


R = TypeVar("R", bound=Line)


def read_lines(lines: Iterable[bytes], path: str, noun: str, adapter: TypeAdapter[R]) -> list[R]:
    return [_read(line, f"{path}:{number}", noun, adapter) for number, line in enumerate(lines, 1)]


def _read(line: bytes, where: str, noun: str, adapter: TypeAdapter[R]) -> R:
    try:
        found = adapter.validate_json(line, strict=True)
    except ValidationError as error:
        _of_this_version(line, where)
        first = error.errors()[0]
        field = "".join(f"{step}: " for step in first["loc"])
        raise CorruptState(where, f"it is not a {noun} ({field}{first['msg']})") from None
    if found.v != VERSION or SAYS_VERSION not in line:
        _of_this_version(line, where)
        raise CorruptState(where, f"it is not a {noun} (it has no field v)")
    return found


def _of_this_version(line: bytes, where: str) -> None:
    """Tell a line of a newer Governor from a damaged one."""
    try:
        record: Any = json.loads(line)
    except ValueError:
        return
    version = record.get("v", VERSION) if isinstance(record, dict) else VERSION
    if version != VERSION:
        raise UnknownSchema(where, version, VERSION)
