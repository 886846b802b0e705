"""Operations as lines of text: how work that could not be sent is kept and read again.

The last line carries the digest of all before it: half of some work must not pass for the whole.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.errors import CannotRead
from bot.state import intents, kill_switch, lifecycle, measures, missed, proposals, put, slots
from bot.state.audit.append import AppendAudit, append_audit
from bot.state.audited import Audited
from bot.state.found import Found, found
from bot.state.tree import Operation
from bot.words.canonical import Json, encode_line
from bot.words.strict_json import parse_object

VERSION = 1
MESSAGE, END = "message", "end"
Decoder: TypeAlias = Callable[[Mapping[str, Any]], Operation]


def audited(fields: Mapping[str, Any]) -> Audited:
    acts = tuple(DECODERS[act["kind"]](act["fields"]) for act in fields["acts"])
    return Audited(acts, append_audit(fields["record"]))


DECODERS: Mapping[str, Decoder] = {
    lifecycle.LimitStage.kind: lifecycle.limit_stage,
    lifecycle.RaiseStage.kind: lifecycle.raise_stage,
    measures.MergeMetrics.kind: measures.merge_metrics,
    measures.SetFingerprint.kind: measures.set_fingerprint,
    kill_switch.ThrowSwitch.kind: kill_switch.throw_switch,
    kill_switch.ReleaseSwitch.kind: kill_switch.release_switch,
    put.PutDocument.kind: put.put_document,
    put.PutText.kind: put.put_text,
    AppendAudit.kind: append_audit,
    Audited.kind: audited,
    Found.kind: found,
    slots.AdvanceSlot.kind: slots.advance_slot,
    missed.NoteGap.kind: missed.note_gap,
    intents.AppendIntents.kind: intents.append_intents,
    intents.ClaimIntent.kind: intents.claim_intent,
    proposals.NoteProposals.kind: proposals.note_proposals,
    proposals.AcceptProposal.kind: proposals.accept_proposal,
}


@dataclass(frozen=True, slots=True)
class Unsent:
    """One commit that did not get through."""

    subject: str
    trailers: Mapping[str, str]
    operations: Sequence[Operation]


def write_unsent(unsent: Unsent) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for line in _lines(unsent):
        digest.update(line)
        yield line
    yield _line(END, {"sha256": digest.hexdigest()})


def read_unsent(
    source: str, lines: Iterable[bytes], decoders: Mapping[str, Decoder] = DECODERS
) -> Unsent:
    whole = list(lines)
    records = [_record(f"{source}:{number}", line) for number, line in enumerate(whole, 1)]
    if not records or records[0][0] != MESSAGE:
        raise CannotRead(source, "it does not begin with the message of a commit")
    _, head = records[0]
    kind, end = records.pop()
    if (kind, end.get("sha256")) != (END, _digest(whole[:-1])):
        raise CannotRead(source, "it was cut or changed since Governor wrote it")
    operations = [
        _operation(f"{source}:{number}", kind, fields, decoders)
        for number, (kind, fields) in enumerate(records[1:], 2)
    ]
    return Unsent(str(head.get("subject", "")), dict(head.get("trailers", {})), operations)


def _lines(unsent: Unsent) -> Iterator[bytes]:
    yield _line(MESSAGE, {"subject": unsent.subject, "trailers": unsent.trailers})
    for operation in unsent.operations:
        yield _line(operation.kind, operation.wire())


def _digest(lines: Iterable[bytes]) -> str:
    """Take lines with or without their newline."""
    return hashlib.sha256(b"".join(line.removesuffix(b"\n") + b"\n" for line in lines)).hexdigest()


def _line(kind: str, fields: Mapping[str, Json]) -> bytes:
    return encode_line({"v": VERSION, "kind": kind, "fields": fields})


def _record(where: str, line: bytes) -> tuple[str, Mapping[str, Any]]:
    try:
        record = parse_object(line)
    except ValueError as error:
        raise CannotRead(where, str(error)) from None
    kind, fields = record.get("kind"), record.get("fields")
    if record.get("v") != VERSION or not isinstance(kind, str) or not isinstance(fields, dict):
        raise CannotRead(where, f"it is no unsent work of version {VERSION}")
    return kind, fields


def _operation(
    where: str, kind: str, fields: Mapping[str, Any], decoders: Mapping[str, Decoder]
) -> Operation:
    decoder = decoders.get(kind)
    if decoder is None:
        raise CannotRead(where, f"it asks for {kind!r}, which this Governor does not know")
    try:
        return decoder(fields)
    except (LookupError, TypeError, ValueError) as error:
        raise CannotRead(where, f"its {kind} makes no sense: {error!r}") from None
