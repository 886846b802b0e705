"""The audit operation as JSON, for work that waits to be sent again."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from bot.state.audit.entry import Kind
from bot.state.audit.note import Note, PolicySource, Witness
from bot.words import instant
from bot.words.canonical import Json


def encode(witness: Witness, notes: Sequence[Note]) -> dict[str, Json]:
    policy = witness.policy
    return {
        "at": instant.render(witness.at),
        "actor": witness.actor,
        "policy": {"digest": policy.digest, "commit": policy.commit, "by": policy.by},
        "code_version": witness.code_version,
        "notes": [_note(note) for note in notes],
    }


def decode(record: Mapping[str, Json]) -> tuple[Witness, tuple[Note, ...]]:
    """Read back what `encode` wrote; KeyError, TypeError or ValueError for anything else."""
    fields = cast("dict[str, Any]", record)
    witness = Witness(
        at=instant.parse(fields["at"]),
        actor=fields["actor"],
        policy=PolicySource(**fields["policy"]),
        code_version=fields["code_version"],
    )
    notes = ({**note, "kind": Kind(note["kind"])} for note in fields["notes"])
    return witness, tuple(Note(**note) for note in notes)


def _note(note: Note) -> dict[str, Json]:
    return {
        "kind": note.kind.value,
        "subject": note.subject,
        "body": note.body,
        "inputs_digest": note.inputs_digest,
        "key": note.key,
    }
