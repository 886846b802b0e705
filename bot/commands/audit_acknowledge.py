"""governor audit acknowledge: a person says that a return to older policies is wanted."""

from bot.commands.human import Desk, reason_for, tell
from bot.errors import Refused
from bot.ports.store import Message
from bot.state.audit import files
from bot.state.audit.append import AppendAudit
from bot.state.audit.entry import Entry, Kind
from bot.state.audit.note import Note
from bot.state.audit.policies import acknowledgement


def audit_acknowledge(desk: Desk, seq: int, reason: str) -> int:
    reason = reason_for("acknowledge", desk.witness, reason)
    change = _change(desk, seq)
    note = Note(
        Kind.HUMAN, "policies", acknowledgement(change, reason), key=f"acknowledge/{change.hash}"
    )
    receipt = desk.store.commit(
        [AppendAudit(desk.witness, (note,))], Message(f"Acknowledge audit entry {seq}")
    )
    sentence = f"Acknowledged entry {seq}: the return to these policies is wanted."
    tell(desk, sentence, {"act": "acknowledge", "seq": seq, "changed": receipt.changed})
    return 0


def _change(desk: Desk, seq: int) -> Entry:
    entries = files.newest_first(desk.store.tree())
    found = next((entry for entry in entries if entry.seq <= seq), None)
    if found is None or found.seq != seq or found.kind is not Kind.POLICY:
        raise Refused(
            f"Cannot acknowledge entry {seq}: it records no change of the policies; "
            "`governor audit verify` names the entries that wait for it."
        )
    return found
