"""Holds the chain against heads that were kept outside of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from bot.state.audit.fault import AuditFault, Found, Place, Tampering, fault_at
from bot.state.audit.files import FOLDER
from bot.state.audit.head import Anchor, signed_text

SignatureCheck: TypeAlias = Callable[[bytes, str], bool]


class AnchorWatch:
    """With a key, an anchor whose signature is false vouches for nothing."""

    def __init__(self, anchors: Iterable[Anchor], check: SignatureCheck | None) -> None:
        self._check = check
        self._forged: list[Anchor] = []
        self._kept: dict[int, list[Anchor]] = defaultdict(list)
        self._differs: AuditFault | None = None
        self.proven: int | None = None
        self.signed: int | None = None
        self.since: int | None = None
        for anchor in anchors:
            self._sort(anchor)

    def watch(self, found: Found) -> None:
        for anchor in self._kept.get(found.seq, ()):
            if anchor.head.hash != found.entry.hash:
                self._differs = self._differs or _replaced(found, anchor)
            else:
                self.proven = found.seq
                self.since = found.seq if self.since is None else self.since
                if self._check and anchor.signature:
                    self.signed = found.seq

    def faults(self, end: Place | None, reach: int) -> Iterator[AuditFault]:
        for anchor in self._forged:
            reason = f"is claimed by {anchor.source} with a signature that is not the key's"
            yield AuditFault(Tampering.FORGED, FOLDER, None, anchor.head.seq, reason)
        if self._differs:
            yield self._differs
        newest = max(self._kept, default=-1)
        if newest > reach:
            yield _truncated(end, reach, self._kept[newest][0])
        if self._check and not any(a.signature for kept in self._kept.values() for a in kept):
            reason = "the policies hold a public key, but no anchor is signed with it"
            yield AuditFault(Tampering.UNSIGNED, FOLDER, None, None, reason)

    def _sort(self, anchor: Anchor) -> None:
        if self._false(anchor):
            self._forged.append(anchor)
        else:
            self._kept[anchor.head.seq].append(anchor)

    def _false(self, anchor: Anchor) -> bool:
        if not self._check or not anchor.signature:
            return False
        return not self._check(signed_text(anchor.head), anchor.signature)


def _replaced(found: Found, anchor: Anchor) -> AuditFault:
    reason = f"is not the one that {anchor.source} vouches for: it or one before it was rewritten"
    return fault_at(Tampering.REPLACED, found.place, found.seq, reason)


def _truncated(end: Place | None, reach: int, anchor: Anchor) -> AuditFault:
    vouched = f"{anchor.source} vouches for entry {anchor.head.seq}"
    if end is None:
        return AuditFault(Tampering.TRUNCATED, FOLDER, None, 0, f"is missing, though {vouched}")
    reason = f"is the last one, though {vouched}: the tail was cut off"
    return fault_at(Tampering.TRUNCATED, end, reach, reason)
