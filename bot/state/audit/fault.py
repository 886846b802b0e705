"""What is wrong with the record, and where."""

from dataclasses import dataclass
from enum import StrEnum

from bot.state.audit.entry import Entry
from bot.words.canonical import Json
from bot.words.problem import Problem


class Tampering(StrEnum):
    EDITED = "edited"
    BROKEN = "broken"
    DELETED = "deleted"
    MISSING_FILE = "missing-file"
    MOVED = "moved"
    REPEATED = "repeated"
    INSERTED = "inserted"
    REPLACED = "replaced"
    TRUNCATED = "truncated"
    FORGED = "forged-signature"
    UNSIGNED = "unsigned"
    POLICY_RESTORED = "policy-restored"
    POLICY_UNRECORDED = "policy-unrecorded"
    STRAY_FILE = "stray-file"
    SQUASHED = "squash-unrecorded"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Found:
    """An entry where it stands."""

    place: Place
    entry: Entry

    @property
    def seq(self) -> int:
        return self.entry.seq


@dataclass(frozen=True, slots=True)
class AuditFault:
    kind: Tampering
    file: str
    line: int | None
    seq: int | None
    reason: str

    def problem(self) -> Problem:
        field = "" if self.seq is None else f"entry {self.seq}"
        return Problem(self.file, self.line, field, "", self.reason)

    def wire(self) -> dict[str, Json]:
        return {
            "kind": self.kind.value,
            "file": self.file,
            "line": self.line,
            "seq": self.seq,
            "reason": self.reason,
        }


def fault_at(kind: Tampering, place: Place, seq: int | None, reason: str) -> AuditFault:
    return AuditFault(kind, place.path, place.line, seq, reason)
