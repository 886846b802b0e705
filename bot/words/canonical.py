"""One way to write JSON (sorted, UTF-8, no NaN), so that equal content is equal bytes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None


def encode(value: Json) -> bytes:
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def encode_line(value: Json) -> bytes:
    return encode(value) + b"\n"


def encode_page(value: Json) -> bytes:
    """Encode a whole state file: sorted and indented, so that a diff of two commits reads well."""
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode() + b"\n"


def digest(value: Json) -> str:
    return digest_bytes(encode(value))


def digest_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
