"""One way to write JSON (sorted, UTF-8, no NaN), so that equal content is equal bytes."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, TypeAlias

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
    return _page(value, "\n").encode() + b"\n"


def _page(value: Json, margin: str) -> str:
    """Write what json.dumps does with an indent of 1, for which it has no C code."""
    leaf = _LEAVES.get(type(value))
    if leaf is not None:
        return leaf(value)
    inner, between = f"{margin} ", f",{margin} "
    if isinstance(value, dict) and value:
        every = [f"{encode_basestring(key)}: {_page(value[key], inner)}" for key in sorted(value)]
        return f"{{{inner}{between.join(every)}{margin}}}"
    if isinstance(value, list | tuple) and value:
        return f"[{inner}{between.join([_page(one, inner) for one in value])}{margin}]"
    return COMPACT.encode(value)


def _number(value: float) -> str:
    return float.__repr__(value) if isfinite(value) else COMPACT.encode(value)


# By the exact type: whatever is derived from one of them the encoder writes itself.
_LEAVES: Mapping[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: int.__repr__,
    float: _number,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): {None: "null"}.__getitem__,
}


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
