"""One way to write JSON (sorted, UTF-8, no NaN), so that equal content is equal bytes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None


# One for all: to make an encoder takes longer than a short line.
COMPACT = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def encode(value: Json) -> bytes:
    return COMPACT.encode(value).encode()


def encode_line(value: Json) -> bytes:
    return encode(value) + b"\n"


def encode_page(value: Json, depth: int | None = None) -> bytes:
    """Encode a whole state file: sorted and indented, so that a diff of two commits reads well.

    Tables are broken into lines down to `depth` only: one row is one line.
    """
    if depth is not None:
        return _rows(value, depth, "") + b"\n"
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode() + b"\n"


def _rows(value: Json, depth: int, margin: str) -> bytes:
    if depth == 0 or not value or not isinstance(value, Mapping):
        return encode(value)
    inner = f"{margin} "
    rows = (
        inner.encode() + encode(key) + b": " + _rows(value[key], depth - 1, inner)
        for key in sorted(value)
    )
    return b"{\n" + b",\n".join(rows) + f"\n{margin}}}".encode()


def digest(value: Json) -> str:
    return digest_bytes(encode(value))


def digest_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
