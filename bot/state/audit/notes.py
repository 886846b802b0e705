"""The notes of a cycle; their keys name the slot, so that two runs of one slot count once."""

from collections.abc import Mapping
from datetime import datetime

from bot.state.audit.entry import Kind
from bot.state.audit.note import Note, inputs_digest
from bot.state.slots import Slots
from bot.words import instant
from bot.words.canonical import Json


def decision(subject: str, slot: datetime, body: Mapping[str, Json], inputs: str) -> Note:
    """Note a changed decision; `inputs` is the digest of what it rested on."""
    due = instant.render(slot)
    key = f"decision/{due}/{subject}"
    return Note(Kind.DECISION, subject, {**body, "slot": due}, inputs, key)


def cycle_digest(job: str, slots: Slots, actual: datetime, heads: Mapping[str, str]) -> Note:
    """Note what one run of a job did and read: its newest slot, what it caught up and gave up."""
    due = instant.render(slots.due[-1])
    body: dict[str, Json] = {
        "slot": due,
        "actual": instant.render(actual),
        "caught_up": len(slots.due) - 1,
        "skipped": slots.skipped,
        "heads": heads,
    }
    return Note(Kind.DIGEST, job, body, inputs_digest(heads), f"digest/{job}/{due}")
