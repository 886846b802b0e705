"""One line of the audit record; its hash covers every byte of the line but the hash itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from bot.words import instant
from bot.words.canonical import Json, digest_bytes, encode

VERSION = 1
ORIGIN = "0" * 64


class Kind(StrEnum):
    GENESIS = "genesis"
    DECISION = "decision"
    HUMAN = "human"
    POLICY = "policy"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Entry:
    seq: int
    at: datetime
    kind: Kind
    actor: str
    subject: str
    body: Mapping[str, Json]
    key: str
    policy_digest: str
    inputs_digest: str
    code_version: str
    prev: str
    hash: str


class BadEntry(ValueError):
    """A line that is no audit entry; says why."""


class WrongHash(BadEntry):
    """A line that was an entry once, and has been edited since."""


TEXTS = (
    "actor",
    "code_version",
    "hash",
    "inputs_digest",
    "key",
    "policy_digest",
    "prev",
    "subject",
)
FIELDS = frozenset({*TEXTS, "at", "body", "kind", "seq", "v"})


class UnknownEntry(BadEntry):
    """A line of another schema version."""

    def __init__(self, found: object) -> None:
        self.found = found
        super().__init__(f"its schema version is {found!r}, not {VERSION}")


def seal(fields: Mapping[str, Json]) -> bytes:
    """Write the line of an entry, without its newline, from all fields but the hash."""
    return encode({**fields, "hash": digest_bytes(encode(fields))})


def recompute(line: bytes, claimed: str) -> str:
    """Hash the raw bytes, so that no second spelling of the same values passes for the line."""
    return digest_bytes(line.replace(b'"hash":"%b",' % claimed.encode(), b"", 1))


def parse(line: bytes) -> Entry:
    """Read one line and check its own hash; BadEntry says what is wrong."""
    entry = read(line)
    if recompute(line, entry.hash) != entry.hash:
        raise WrongHash("its content does not have the hash that it states")
    return entry


def read(line: bytes) -> Entry:
    """Read one line as it claims to be, without checking its hash."""
    fields = _object(line)
    if fields.get("v", VERSION) != VERSION:
        raise UnknownEntry(fields["v"])
    if fields.keys() != FIELDS:
        raise BadEntry("its fields are not those of an audit entry")
    for name in TEXTS:
        if not isinstance(fields[name], str):
            raise BadEntry(f"{name} is not text")
    return _entry(cast("dict[str, str]", fields), fields)


def _entry(texts: Mapping[str, str], fields: Mapping[str, Json]) -> Entry:
    seq, body, at = fields["seq"], fields["body"], fields["at"]
    if type(seq) is not int or not isinstance(body, Mapping) or not isinstance(at, str):
        raise BadEntry("seq, body or at is of the wrong type")
    try:
        return Entry(
            seq=seq,
            at=instant.parse(at),
            kind=Kind(texts["kind"]),
            actor=texts["actor"],
            subject=texts["subject"],
            body=body,
            key=texts["key"],
            policy_digest=texts["policy_digest"],
            inputs_digest=texts["inputs_digest"],
            code_version=texts["code_version"],
            prev=texts["prev"],
            hash=texts["hash"],
        )
    except ValueError as error:
        raise BadEntry(str(error)) from None


def _object(line: bytes) -> Mapping[str, Json]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise BadEntry("it is not JSON") from None
    if not isinstance(value, dict):
        raise BadEntry("it is not a JSON object")
    return value
