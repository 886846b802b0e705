"""JSON taken apart without mercy: every field there, none besides, each of its kind."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from math import inf, isfinite
from typing import NoReturn, TypeAlias

Record: TypeAlias = Mapping[str, object]
WRITTEN = "%Y-%m-%dT%H:%M:%S.%fZ"
LENGTH = len("2026-11-21T09:30:00.000Z")


class Unfit(ValueError):
    """What is wrong with a document, for the sentence of a refusal."""


def parse(data: bytes) -> dict[str, object]:
    try:
        value = json.loads(data.decode(), object_pairs_hook=_unique, parse_constant=_constant)
    except Unfit:
        raise
    except UnicodeDecodeError:
        raise Unfit("it is not UTF-8") from None
    except ValueError as error:
        raise Unfit(f"it is not JSON: {error}") from None
    except RecursionError:
        raise Unfit("it is nested too deeply") from None
    return record(value, "it")


def encode(value: object) -> bytes:
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def record(value: object, name: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Unfit(f"{name} is not an object")
    return value


def exactly(fields: Record, names: Collection[str], where: str) -> None:
    for name in sorted(set(names) ^ fields.keys()):
        raise Unfit(f"{where}{name} is {'not known' if name in fields else 'missing'}")


def text(fields: Record, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise Unfit(f"{name} is not text")
    return value


def listed(fields: Record, name: str) -> list[str]:
    value = fields.get(name)
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise Unfit(f"{name} is not a list of names")
    return value


def records(fields: Record, name: str) -> list[dict[str, object]]:
    value = fields.get(name)
    if not isinstance(value, list):
        raise Unfit(f"{name} is not a list")
    return [record(entry, f"an entry of {name}") for entry in value]


def truth(fields: Record, name: str) -> bool:
    value = fields.get(name)
    if not isinstance(value, bool):
        raise Unfit(f"{name} is neither true nor false")
    return value


def whole(fields: Record, name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unfit(f"{name} is not a whole number from 0 on")
    return value


def number(fields: Record, name: str, most: float = inf, least: float = 0) -> float:
    value = fields.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = _finite(value)
        if found is not None and least <= found <= most:
            return found
    raise Unfit(f"{name} is not a number from {least:g} to {most:g}")


def moment(fields: Record, name: str) -> datetime:
    written = text(fields, name)
    try:
        found = datetime.strptime(written, WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        found = None
    if found is None or len(written) != LENGTH or not written.isascii():
        raise Unfit(f"{name} is not written like 2026-11-21T09:30:00.000Z")
    return found


def _finite(value: float) -> float | None:
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise Unfit("a key stands there twice")
    return fields


def _constant(word: str) -> NoReturn:
    raise Unfit(f"{word} is not a number")
