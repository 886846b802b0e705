"""One field of many lines as a column, and back: the text that stood in the lines."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from json.encoder import encode_basestring
from math import isfinite
from typing import TypeAlias

from bot.adapters.lake.columns import Column, Kind
from bot.words.instant import parse, to_ms

Value: TypeAlias = str | int | float | None
LARGEST = 2**63 - 1


def record_of(line: bytes) -> Mapping[str, object]:
    """Read a line; an empty record where it is no JSON object."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def taken(column: Column, records: Iterable[Mapping[str, object]]) -> list[Value]:
    """Give the values that fit the column; None where there is none or one of another type."""
    name, take = column.name, TAKE[column.kind]
    return [take(record.get(name)) for record in records]


def written(column: Column, values: Sequence[Value]) -> list[str]:
    """Write the column's part of each line, with the comma before it."""
    head = f',"{column.name}":'
    missing = "" if column.optional else f"{head}null"
    texts = WRITE[column.kind](values)
    pairs = zip(values, texts, strict=True)
    return [missing if value is None else head + text for value, text in pairs]


def _text(value: object) -> Value:
    if not isinstance(value, str):
        return None
    return value if value.isascii() or _is_sound(value) else None


def _is_sound(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _whole(value: object) -> Value:
    return value if type(value) is int and abs(value) <= LARGEST else None


def _number(value: object) -> Value:
    if type(value) is int and abs(value) <= LARGEST:
        return float(value)
    return value if type(value) is float and isfinite(value) else None


def _moment(value: object) -> Value:
    if not isinstance(value, str):
        return None
    try:
        return to_ms(parse(value))
    except ValueError:
        return None


def _plain(values: Sequence[Value]) -> list[str]:
    return [repr(value) for value in values]


def _quoted(values: Sequence[Value]) -> list[str]:
    return [encode_basestring(str(value)) for value in values]


def _moments(values: Sequence[Value]) -> list[str]:
    import numpy as np  # noqa: PLC0415 - most runs need it not here

    whole = np.array([0 if value is None else value for value in values], dtype="int64")
    texts = np.datetime_as_string(whole.astype("datetime64[ms]"), unit="ms").tolist()
    return [f'"{text}Z"' for text in texts]


TAKE: Mapping[Kind, Callable[[object], Value]] = {
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.MOMENT: _moment,
}
WRITE: Mapping[Kind, Callable[[Sequence[Value]], list[str]]] = {
    Kind.TEXT: _quoted,
    Kind.WHOLE: _plain,
    Kind.NUMBER: _plain,
    Kind.MOMENT: _moments,
}
