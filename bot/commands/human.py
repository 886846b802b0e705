"""What every button does alike: ask who and why, change and record in one commit, say so."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.commands.leasing import Sign
from bot.errors import BadUsage
from bot.policy.policy import Policy
from bot.ports.output import Output
from bot.ports.store import Message, Store
from bot.state.audit.append import AppendAudit
from bot.state.audit.entry import Kind
from bot.state.audit.head import head_of
from bot.state.audit.note import Note, Witness
from bot.state.audited import Audited
from bot.state.holds import Hold
from bot.state.tree import Operation
from bot.words.canonical import Json
from bot.words.text import printable

LONGEST = 500


def still() -> float:
    """Have no time pass."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a person's act is taken in; `witness` says who they are, when and by which policy.

    `policy` is as it was written: what the environment tightens for one process binds nobody else.
    `sign` is there where leases are signed. `via` names for good what asked for the act, such as a
    comment: it is done once however often it is taken in. `elapsed` tells how long an answer takes.
    """

    store: Store
    output: Output
    policy: Policy
    witness: Witness
    sign: Sign | None = None
    via: str = ""
    elapsed: Callable[[], float] = still


def reason_for(act: str, witness: Witness, reason: str) -> str:
    """Give the reason fit to be kept and shown; nobody acts without one, or without a name."""
    if not witness.actor.strip():
        raise BadUsage(f"Cannot {act}: nobody was named; say who does it with --by.")
    if not reason.strip():
        raise BadUsage(f"Cannot {act}: no reason was given; say why with --reason.")
    return printable(reason.strip(), LONGEST)


def commit(
    desk: Desk, acts: Sequence[Operation], act: str, subject: str, body: Mapping[str, Json]
) -> bool:
    """Do and record a human act; False where it changed nothing."""
    via = {"via": desk.via} if desk.via else {}
    note = Note(Kind.HUMAN, subject, {"act": act, **body, **via}, key=desk.via)
    operation = Audited(tuple(acts), AppendAudit(desk.witness, (note,)))
    return desk.store.commit([operation], Message(f"{act.capitalize()} {subject}")).changed


def tell(desk: Desk, sentence: str, data: Mapping[str, Json]) -> None:
    head = head_of(desk.store.tree())
    desk.output.say(sentence)
    desk.output.summary(sentence)
    desk.output.result({"v": 1, **data, "audit_head": str(head) if head else None})
    if head:
        desk.output.publish("audit_head", str(head))


def why(hold: Hold) -> str:
    return printable(f"{hold.reason} ({hold.by}, {hold.since})", 2 * LONGEST)


def held(holds: Iterable[Hold]) -> list[Json]:
    """Describe, for the record, the holds that an act lifts."""
    return [{"stage": hold.stage.value, "reason": hold.reason, "by": hold.by} for hold in holds]
