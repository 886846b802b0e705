"""Sorts out what stood out of order: moved, repeated, slipped in, or gone."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.state.audit.fault import AuditFault, Found, Tampering, fault_at


@dataclass(slots=True)
class Gap:
    """Sequence numbers `first` to `last` were not found between two entries."""

    first: int
    last: int
    after: Found | None
    before: Found
    filled: set[int] = field(default_factory=set)

    def fits(self, stray: Found) -> bool:
        fits_after = not self._touches(self.after, stray) or self._linked(self.after, stray)
        fits_before = not self._touches(stray, self.before) or self._linked(stray, self.before)
        return fits_after and fits_before

    def holds(self, stray: Found) -> bool:
        """Say whether the stray stands where it belongs, only without its neighbours."""
        begins = self.after is None or self.after.place < stray.place
        return begins and stray.place < self.before.place

    def faults(self) -> Iterator[AuditFault]:
        for first, last in self._missing():
            kind, reason = self._explain(first, last)
            yield fault_at(kind, self.before.place, first, reason)

    def _missing(self) -> Iterator[tuple[int, int]]:
        start = self.first
        for seq in [*sorted(self.filled), self.last + 1]:
            if start < seq:
                yield start, seq - 1
            start = seq + 1

    def _explain(self, first: int, last: int) -> tuple[Tampering, str]:
        gone = "is missing" if first == last else f"and those up to {last} are missing"
        if self.before.place.line == 1:
            earlier = self.after.place.path if self.after else ""
            if _months_between(earlier, self.before.place.path):
                where = f"between {earlier} and this one" if earlier else "before this one"
                return Tampering.MISSING_FILE, f"{gone}: a file {where} is gone or empty"
        return Tampering.DELETED, f"{gone} before this line"

    @staticmethod
    def _touches(one: Found | None, other: Found) -> bool:
        return one is not None and one.seq + 1 == other.seq

    @staticmethod
    def _linked(one: Found | None, other: Found) -> bool:
        return one is not None and one.entry.hash == other.entry.prev


def sort_out(strays: Iterable[Found], gaps: Sequence[Gap]) -> Iterator[AuditFault]:
    """Give each stray its gap; the gaps come in the order of their numbers."""
    starts = [gap.first for gap in gaps]
    for stray in strays:
        place = bisect_right(starts, stray.seq) - 1
        yield from _settle(stray, gaps[place] if place >= 0 else None)
    for gap in gaps:
        yield from gap.faults()


def _settle(stray: Found, gap: Gap | None) -> Iterator[AuditFault]:
    if gap is None or stray.seq > gap.last or stray.seq in gap.filled:
        yield fault_at(Tampering.REPEATED, stray.place, stray.seq, "stands here a second time")
    elif not gap.fits(stray):
        yield slipped_in(stray)
    else:
        gap.filled.add(stray.seq)
        if not gap.holds(stray):
            yield moved(stray, gap.before)


def slipped_in(stray: Found) -> AuditFault:
    reason = "was slipped in: no entry around it is chained to it"
    return fault_at(Tampering.INSERTED, stray.place, stray.seq, reason)


def moved(stray: Found, near: Found) -> AuditFault:
    side = "before" if stray.place < near.place else "after"
    reason = f"was moved here: it stands {side} entry {near.seq} ({near.place})"
    return fault_at(Tampering.MOVED, stray.place, stray.seq, reason)


def _months_between(earlier: str, later: str) -> bool:
    return not earlier or _month_number(later) - _month_number(earlier) > 1


def _month_number(path: str) -> int:
    year, month = path.rpartition("/")[2].removesuffix(".jsonl").split("-")
    return 12 * int(year) + int(month)
