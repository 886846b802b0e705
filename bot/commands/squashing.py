"""Old commits made one: recorded before it is done, and never while one contradicts the record."""

from dataclasses import replace
from datetime import datetime

from bot.commands.human import Desk
from bot.errors import Refused
from bot.ports.history import History, Squash
from bot.ports.store import Message
from bot.state.audit import compaction
from bot.state.audit.anchors import SignatureCheck
from bot.state.audit.append import AppendAudit
from bot.state.audit.fault import Tampering
from bot.state.audit.files import FOLDER
from bot.state.audit.verify import verify

TRIES = 10
OF_POLICIES = frozenset({Tampering.POLICY_RESTORED, Tampering.POLICY_UNRECORDED})


def hold_sound(desk: Desk, history: History, check: SignatureCheck | None) -> None:
    """Refuse where the record has a fault: old commits may be the last that show it."""
    past, tree = history.past(), desk.store.tree()
    found = ((path, tree.read(path) or b"") for path in tree.names(FOLDER))
    faults = verify(found, past.anchors, "", check, past.root).faults
    grave = [one for one in faults if one.kind not in OF_POLICIES]
    if grave:
        desk.output.problems([one.problem() for one in grave])
        raise Refused(
            "Cannot squash the history: the audit record is not sound, and the old commits may be "
            "what shows it; see `governor audit verify`. Nothing was changed."
        )


def squashed(
    desk: Desk, history: History, before: datetime, reason: str, *, keeps: bool
) -> Squash | None:
    """Record it, then move the branch; where somebody was faster, look at it again."""
    for _ in range(TRIES):
        found = history.look(before, desk.witness.at)
        if found is None:
            return None
        found = kept(found, keeps=keeps)
        note = compaction.note(found.compacted, found.tip, found.archive, reason)
        record = AppendAudit(desk.witness, (note,))
        desk.store.commit([record], Message("Record that the history is squashed"))
        fresh = history.again(found)
        if fresh is None:
            return None
        if history.move(fresh):
            return fresh
    raise Refused(
        "Cannot squash the history: others moved the branch each time; "
        "run it again when fewer jobs write. Nothing was changed but the record."
    )


def kept(squash: Squash, *, keeps: bool) -> Squash:
    return squash if keeps else replace(squash, archive="")
