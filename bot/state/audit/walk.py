"""Follows the chain line by line, and finds its way again where it was disturbed."""

from collections.abc import Callable

from bot.state.audit.entry import ORIGIN
from bot.state.audit.fault import AuditFault, Found, Place, Tampering, fault_at
from bot.state.audit.gaps import Gap, moved, slipped_in, sort_out

VERBS = {Tampering.EDITED: "was edited", Tampering.BROKEN: "cannot be read"}


class Walk:
    """`accept` is called with each entry that has its place in the chain.

    A line that does not follow is put aside as a stray. The chain goes on from a stray only when
    the very next line follows it, so that one foreign line does not discredit all that come after.
    """

    def __init__(self, accept: Callable[[Found], None]) -> None:
        self._accept_hook = accept
        self.faults: list[AuditFault] = []
        self.top: Found | None = None
        self.reach = -1
        self.last_place: Place | None = None
        self._unreadable: list[tuple[Tampering, Place, str]] = []
        self._strays: list[Found] = []
        self._gaps: list[Gap] = []
        self._last: Found | None = None
        self._furthest: Found | None = None

    def read(self, found: Found) -> None:
        last, self._last = self._last, None
        self.last_place = found.place
        if self._follows_top(found):
            self._accept(found)
        elif last and self._starts_again(last) and _follows(found, last):
            self._strays.pop()
            self._resume(last)
            self._accept(found)
        else:
            self._strays.append(found)
            self._last = found

    def cannot_read(self, kind: Tampering, place: Place, reason: str) -> None:
        self._unreadable.append((kind, place, reason))
        self.last_place, self._last = place, None

    def end(self) -> None:
        last = self._next
        inner = [stray for stray in self._strays if stray.seq < last]
        beyond = [stray for stray in self._strays if stray.seq >= last]
        for stray in sorted(beyond, key=lambda stray: stray.seq):
            self._end_with(stray)
        self.reach = self._next + len(self._unreadable) - 1
        self._explain_unreadable(None)
        self.faults += sort_out(inner, self._gaps)

    @property
    def _next(self) -> int:
        return self.top.seq + 1 if self.top else 0

    def _follows_top(self, found: Found) -> bool:
        if found.seq == self._next:
            return found.entry.prev == (self.top.entry.hash if self.top else ORIGIN)
        return self._next < found.seq <= self._next + len(self._unreadable)

    def _starts_again(self, stray: Found) -> bool:
        return stray.seq >= self._next or self._supplants_top(stray)

    def _supplants_top(self, stray: Found) -> bool:
        top = self.top
        return top is not None and (stray.seq, stray.entry.prev) == (top.seq, top.entry.prev)

    def _resume(self, found: Found) -> None:
        """Go on from an entry that does not follow the last one, and say what lies between."""
        top, first = self.top, self._next + len(self._unreadable)
        if top and self._supplants_top(found):
            reason = f"was slipped in: the chain goes on from {found.place}"
            self.faults.append(fault_at(Tampering.INSERTED, top.place, top.seq, reason))
        elif found.seq > first:
            self._gaps.append(Gap(first, found.seq - 1, top, found))
        elif top and found.seq == top.seq + 1:
            reason = f"is not the one that entry {found.seq} ({found.place}) was chained to"
            self.faults.append(fault_at(Tampering.REPLACED, top.place, top.seq, reason))
        elif not top:
            reason = "claims to be the first, but names one before it"
            self.faults.append(fault_at(Tampering.REPLACED, found.place, found.seq, reason))
        self._accept(found)

    def _end_with(self, stray: Found) -> None:
        early = self._furthest is not None and stray.place < self._furthest.place
        if self._follows_top(stray):
            if early and self.top:
                self.faults.append(moved(stray, self.top))
            self._accept(stray)
        elif early:
            self.faults.append(slipped_in(stray))
        else:
            self._resume(stray)

    def _accept(self, found: Found) -> None:
        self._explain_unreadable(found)
        self.top = found
        if self._furthest is None or self._furthest.place < found.place:
            self._furthest = found
        self._accept_hook(found)

    def _explain_unreadable(self, following: Found | None) -> None:
        """Give lines that cannot be read their place in the chain, if one was left for them."""
        extra = following is not None and following.seq <= self._next
        for offset, (kind, place, reason) in enumerate(self._unreadable):
            if extra:
                foreign = f"a line was slipped in here: {reason}"
                self.faults.append(fault_at(Tampering.INSERTED, place, None, foreign))
            else:
                what = f"{VERBS[kind]}: {reason}"
                self.faults.append(fault_at(kind, place, self._next + offset, what))
        self._unreadable.clear()


def _follows(found: Found, earlier: Found) -> bool:
    return (found.seq, found.entry.prev) == (earlier.seq + 1, earlier.entry.hash)
