"""Watches which policies were in force: none may return unnoticed, none rule unrecorded."""

from collections.abc import Iterator, Mapping

from bot.state.audit.change import SETS_POLICY, is_late
from bot.state.audit.entry import Entry, Kind
from bot.state.audit.fault import AuditFault, Found, Tampering, fault_at
from bot.words.canonical import Json

ACKNOWLEDGE = "acknowledge"
SHOWN = 12


def acknowledgement(entry: Entry, reason: str) -> Mapping[str, Json]:
    """Say, in the body of a human entry, that a return to old policies is wanted."""
    return {"act": ACKNOWLEDGE, "seq": entry.seq, "hash": entry.hash, "reason": reason}


class PolicyWatch:
    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._law: Found | None = None
        self._returns: list[Found] = []
        self._acknowledged: set[tuple[object, object]] = set()
        self._unrecorded: list[Found] = []
        self._odd = ""

    def watch(self, found: Found) -> None:
        entry = found.entry
        if entry.kind in SETS_POLICY:
            self._set(found)
        else:
            self._hold_to_law(found)
            if entry.kind is Kind.HUMAN and entry.body.get("act") == ACKNOWLEDGE:
                self._acknowledged.add((entry.body.get("seq"), entry.body.get("hash")))

    def faults(self, current: str) -> Iterator[AuditFault]:
        for found in self._returns:
            if not self._is_acknowledged(found.entry):
                yield self._returned(found)
        for found in self._unrecorded:
            yield self._ruled_unrecorded(found)
        law = self._law
        if law and current != law.entry.policy_digest and current in self._first:
            yield self._followed(law, current)

    def _is_acknowledged(self, change: Entry) -> bool:
        itself = bool(change.body.get("acknowledged")) and bool(change.body.get("by"))
        return itself or (change.seq, change.hash) in self._acknowledged

    def _set(self, found: Found) -> None:
        digest = found.entry.policy_digest
        if digest in self._first and self._law and self._law.entry.policy_digest != digest:
            self._returns.append(found)
        self._first.setdefault(digest, found.seq)
        self._law, self._odd = found, ""

    def _hold_to_law(self, found: Found) -> None:
        law, digest = self._law, found.entry.policy_digest
        # Who began before the policies changed may well finish after the change.
        lawful = (
            not law or digest == law.entry.policy_digest or is_late(found.entry.at, law.entry.at)
        )
        if not lawful and digest != self._odd:
            self._unrecorded.append(found)
        self._odd = "" if lawful else digest

    def _returned(self, found: Found) -> AuditFault:
        reason = (
            f"sets the policies back to {self._origin(found.entry.policy_digest)}; "
            f"if a person wants that, they run `governor audit acknowledge {found.seq}`"
        )
        return fault_at(Tampering.POLICY_RESTORED, found.place, found.seq, reason)

    def _followed(self, law: Found, current: str) -> AuditFault:
        reason = f"put its policies in force, but here lie {self._origin(current)}, set back since"
        return fault_at(Tampering.POLICY_RESTORED, law.place, law.seq, reason)

    def _origin(self, digest: str) -> str:
        return f"those of entry {self._first[digest]} (digest {digest[:SHOWN]})"

    def _ruled_unrecorded(self, found: Found) -> AuditFault:
        digest = found.entry.policy_digest[:SHOWN]
        reason = f"was written under policies (digest {digest}) that no entry puts in force"
        return fault_at(Tampering.POLICY_UNRECORDED, found.place, found.seq, reason)
