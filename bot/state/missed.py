"""Gaps: slots that were missed, kept so that the report and people can see them afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from bot.state.documents import load, put
from bot.state.slots import SLOTS, Gap, Slots, due
from bot.state.tree import Tree, Write
from bot.words.canonical import Json
from bot.words.instant import DAY, parse, render

KEPT = 20


@dataclass(frozen=True, slots=True)
class NoteGap:
    """Keep that the slots between `after` and `until` were missed, however old they are.

    A run that goes on where another one crashed lengthens the gap that is known.
    """

    kind: ClassVar[str] = "note-gap"
    job: str
    cron: str
    after: datetime
    until: datetime
    given_up: int
    noticed: datetime

    def apply(self, tree: Tree) -> Iterable[Write]:
        marks = load(tree, SLOTS)
        known = next((gap for gap in reversed(marks.gaps) if gap.job == self.job), None)
        if known is None or known.until <= render(self.after):
            gaps = (*marks.gaps, self._gap(self.after, self.given_up))
        elif known.until < render(self.until):
            longer = self._gap(parse(known.after), known.given_up + self.given_up)
            gaps = tuple(longer if gap is known else gap for gap in marks.gaps)
        else:
            return
        yield put(SLOTS.pattern, marks.model_copy(update={"gaps": gaps[-KEPT:]}))

    def wire(self) -> Mapping[str, Json]:
        return {
            "job": self.job,
            "cron": self.cron,
            "after": render(self.after),
            "until": render(self.until),
            "given_up": self.given_up,
            "noticed": render(self.noticed),
        }

    def _gap(self, after: datetime, given_up: int) -> Gap:
        between = due(self.cron, after, self.until)
        return Gap(
            job=self.job,
            after=render(after),
            until=render(self.until),
            missed=len(between.due) + between.skipped - 1,
            given_up=given_up,
            noticed=render(self.noticed),
        )


def note_gap(fields: Mapping[str, Any]) -> NoteGap:
    return NoteGap(
        job=fields["job"],
        cron=fields["cron"],
        after=parse(fields["after"]),
        until=parse(fields["until"]),
        given_up=fields["given_up"],
        noticed=parse(fields["noticed"]),
    )


def has_gap(slots: Slots) -> bool:
    return len(slots.due) > 1 or slots.skipped > 0


def missed_lately(tree: Tree, job: str, now: datetime) -> int:
    """Count the slots of gaps that were noticed within a day."""
    begin, end = render(now - DAY), render(now)
    gaps = load(tree, SLOTS).gaps
    return sum(gap.missed for gap in gaps if gap.job == job and begin < gap.noticed <= end)
