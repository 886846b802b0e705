"""The audit operation as JSON, for work that waits to be sent again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.state.audit.entry import Kind
from bot.state.audit.note import Note, PolicySource, Witness
from bot.words import instant
from bot.words.canonical import Json


def encode(witness: Witness, notes: Sequence[Note]) -> dict[str, Json]:
    return {
        "at": instant.render(witness.at),
        "actor": witness.actor,
        "policy": asdict(witness.policy),
        "code_version": witness.code_version,
        "notes": [_note(note) for note in notes],
    }


def decode(fields: Mapping[str, Any]) -> tuple[Witness, tuple[Note, ...]]:
    """Read back what `encode` wrote; KeyError, TypeError or ValueError for anything else."""
    witness = Witness(
        at=instant.parse(fields["at"]),
        actor=fields["actor"],
        policy=PolicySource(**fields["policy"]),
        code_version=fields["code_version"],
    )
    notes = ({**note, "kind": Kind(note["kind"])} for note in fields["notes"])
    return witness, tuple(Note(**note) for note in notes)


def _note(note: Note) -> dict[str, Json]:
    return {**asdict(note), "kind": note.kind.value}
