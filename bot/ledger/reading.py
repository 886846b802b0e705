"""Lines of the ledger as what they hold; one that cannot be read stops everything."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from bot.errors import CorruptState, UnknownSchema

VERSION = 1

R = TypeVar("R")


def read_lines(
    lines: Iterable[bytes], path: str, noun: str, make: Callable[[Mapping[str, Any]], R]
) -> list[R]:
    return [_read(line, f"{path}:{number}", noun, make) for number, line in enumerate(lines, 1)]


def _read(line: bytes, where: str, noun: str, make: Callable[[Mapping[str, Any]], R]) -> R:
    try:
        record = json.loads(line)
        version = record["v"]
        found = make(record) if version == VERSION else None
    except (ValueError, LookupError, TypeError) as error:
        raise CorruptState(where, f"it is not a {noun} ({error})") from None
    if found is None:
        raise UnknownSchema(where, version, VERSION)
    return found
