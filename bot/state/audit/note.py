"""What a command asks to be recorded, before it has a place in the chain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.state.audit.entry import VERSION, Kind
from bot.words import instant
from bot.words.canonical import Json, digest


@dataclass(frozen=True, slots=True)
class PolicySource:
    """Which policies are in force: their digest, and the commit and person they came from.

    `acknowledged` is the reason for which that person wants them even where they are old ones.
    """

    digest: str
    commit: str = ""
    by: str = ""
    acknowledged: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """Who writes, when, under which policies and with which code."""

    at: datetime
    actor: str
    policy: PolicySource
    code_version: str


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to record; the same key is recorded once (see AppendAudit)."""

    kind: Kind
    subject: str
    body: Mapping[str, Json] = field(default_factory=dict)
    inputs_digest: str = ""
    key: str = ""


def fields_of(witness: Witness, note: Note) -> dict[str, Json]:
    return {
        "v": VERSION,
        "at": instant.render(witness.at),
        "kind": note.kind.value,
        "actor": witness.actor,
        "subject": note.subject,
        "body": note.body,
        "key": key_of(witness, note),
        "policy_digest": witness.policy.digest,
        "inputs_digest": note.inputs_digest,
        "code_version": witness.code_version,
    }


def key_of(witness: Witness, note: Note) -> str:
    """Without a key of its own a note is known by its content, its writer and its time."""
    at = instant.render(witness.at)
    content = [note.kind.value, witness.actor, note.subject, note.body, note.inputs_digest, at]
    return note.key or digest(content)


def inputs_digest(heads: Mapping[str, str]) -> str:
    """Join the digests of all that a cycle read: event partitions, ledger heads and so on."""
    return digest(heads)
