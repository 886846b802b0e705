"""Checks a whole record, file by file, and names every entry that is not as it was written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.state.audit.anchors import AnchorWatch, SignatureCheck
from bot.state.audit.compaction import Root, SquashWatch
from bot.state.audit.entry import BadEntry, WrongHash, parse
from bot.state.audit.fault import AuditFault, Found, Place, Tampering
from bot.state.audit.files import MONTHLY
from bot.state.audit.head import Anchor, Head
from bot.state.audit.policies import PolicyWatch
from bot.state.audit.walk import Walk


@dataclass(frozen=True, slots=True)
class Verdict:
    """`proven` and `signed` are the newest entries that an anchor, or a signed one, vouches for.

    `since` is the oldest one that an anchor vouches for.
    """

    entries: int
    head: Head | None
    proven: int | None
    signed: int | None
    faults: tuple[AuditFault, ...]
    since: int | None = None


class Verifier:
    """Takes the files in the order of their names, one at a time, so that none has to be kept."""

    def __init__(
        self,
        anchors: Iterable[Anchor],
        check: SignatureCheck | None = None,
        root: Root | None = None,
    ) -> None:
        self._anchors = AnchorWatch(anchors, check)
        self._policies = PolicyWatch()
        self._squashes = SquashWatch(root)
        self._walk = Walk(self._accept)
        self._bad_files: list[AuditFault] = []
        self._entries = 0

    def take(self, path: str, data: bytes) -> None:
        if not MONTHLY.fullmatch(path):
            reason = "is no file of the audit record; nothing in it counts"
            self._bad_files.append(AuditFault(Tampering.STRAY_FILE, path, None, None, reason))
            return
        if not data:
            reason = "the file is empty"
            self._bad_files.append(AuditFault(Tampering.BROKEN, path, None, None, reason))
        for line, raw, ended in _numbered(data):
            self._take_line(Place(path, line), raw, ended=ended)

    def verdict(self, current_policy_digest: str) -> Verdict:
        self._walk.end()
        top = self._walk.top
        faults = [
            *self._walk.faults,
            *self._anchors.faults(self._walk.last_place, self._walk.reach),
            *self._policies.faults(current_policy_digest),
            *self._squashes.faults(),
            *self._bad_files,
        ]
        faults.sort(key=lambda fault: (fault.file, fault.line or 0))
        head = Head(top.seq, top.entry.hash) if top else None
        anchors = self._anchors
        return Verdict(
            self._entries, head, anchors.proven, anchors.signed, tuple(faults), anchors.since
        )

    def _take_line(self, place: Place, raw: bytes, *, ended: bool) -> None:
        try:
            entry = parse(raw)
        except BadEntry as error:
            kind = Tampering.EDITED if isinstance(error, WrongHash) else Tampering.BROKEN
            self._walk.cannot_read(kind, place, str(error))
            return
        if ended:
            self._walk.read(Found(place, entry))
        else:
            self._walk.cannot_read(Tampering.BROKEN, place, "its line has no end")

    def _accept(self, found: Found) -> None:
        self._entries += 1
        self._anchors.watch(found)
        self._policies.watch(found)
        self._squashes.watch(found)


def verify(
    files: Iterable[tuple[str, bytes]],
    anchors: Iterable[Anchor] = (),
    current_policy_digest: str = "",
    check: SignatureCheck | None = None,
    root: Root | None = None,
) -> Verdict:
    verifier = Verifier(anchors, check, root)
    for path, data in files:
        verifier.take(path, data)
    return verifier.verdict(current_policy_digest)


def _numbered(data: bytes) -> Iterator[tuple[int, bytes, bool]]:
    start, line = 0, 0
    while start < len(data):
        end = data.find(b"\n", start)
        line += 1
        if end < 0:
            yield line, data[start:], False
            return
        yield line, data[start:end], True
        start = end + 1
