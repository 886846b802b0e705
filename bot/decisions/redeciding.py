"""A recorded judgement held against the same one made again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.decisions import acts
from bot.decisions.acts import Session
from bot.decisions.gather import Gathered
from bot.decisions.judging import Judged
from bot.decisions.remembered import Remembered
from bot.state.audit.append import AppendAudit
from bot.state.audit.entry import Entry, Kind
from bot.state.audit.note import Note, PolicySource, Witness, key_of
from bot.state.audited import Audited
from bot.state.tree import Operation
from bot.words.canonical import Json, encode
from bot.words.instant import parse


@dataclass(frozen=True, slots=True)
class Judging:
    """What one commit recorded of a judgement: when it looked, and every decision it noted."""

    digest: Entry
    decisions: Sequence[Entry]

    @property
    def slot(self) -> datetime:
        return parse(str(self.digest.body["slot"]))


@dataclass(frozen=True, slots=True)
class Difference:
    """Null where one of the two has no decision on the subject."""

    subject: str
    recorded: Mapping[str, Json] | None
    again: Mapping[str, Json] | None


def judgings(entries: Sequence[Entry]) -> Iterator[Judging]:
    """Part what one commit added into judgements: the digest stands last."""
    decisions: list[Entry] = []
    for entry in entries:
        if entry.kind is Kind.DECISION:
            decisions.append(entry)
        elif is_of_judging(entry):
            yield Judging(entry, tuple(decisions))
            decisions = []


def differences(
    recorded: Judging, gathered: Gathered, judged: Judged, before: Remembered, known: Iterable[str]
) -> list[Difference]:
    """Compare decision by decision; `known` are keys that were recorded earlier, and only once."""
    witness = _witness(recorded.digest)
    session = Session(witness, recorded.slot, "")
    made = acts.operations(gathered.facts, judged.judgement, before.memory, session)
    seen = set(known)
    again = {
        one.subject: one.body
        for one in _notes(made)
        if one.kind is Kind.DECISION and key_of(witness, one) not in seen
    }
    was = {one.subject: one.body for one in recorded.decisions}
    return [
        Difference(name, was.get(name), again.get(name))
        for name in sorted({*was, *again})
        if encode(was.get(name)) != encode(again.get(name))
    ]


def _notes(operations: Iterable[Operation]) -> Iterator[Note]:
    for one in operations:
        match one:
            case AppendAudit():
                yield from one.notes
            case Audited():
                yield from one.record.notes


def is_of_judging(entry: Entry) -> bool:
    heads = entry.body.get("heads")
    return entry.kind is Kind.DIGEST and isinstance(heads, Mapping) and "evidence" in heads


def _witness(entry: Entry) -> Witness:
    return Witness(entry.at, entry.actor, PolicySource(entry.policy_digest), entry.code_version)
