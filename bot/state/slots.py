"""Which due times of a job are still to be done, and the mark of how far it has come.

Slots are in UTC, where no hour is skipped or repeated.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from cronsim import CronSim
from pydantic import Field

from bot.state.documents import Document, Moment, Part, StateFile, load, put
from bot.state.tree import Tree, Write
from bot.words import instant
from bot.words.canonical import Json

BOUND = 96
CYCLE = "cycle"
INSTANT = timedelta(microseconds=1)


class Mark(Part):
    """The last slot that was done, when that was, and the mark before it: so a gap shows."""

    slot: Moment
    actual: Moment
    before: Moment | None = None


class Gap(Part):
    """Slots of a job that nobody did in time, between the last one that was and `until`, which was.

    `missed` counts all of them, `given_up` those that were too old to be judged at all.
    """

    job: str
    after: Moment
    until: Moment
    missed: int
    given_up: int
    noticed: Moment


class Marks(Document):
    jobs: dict[str, Mark] = Field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()


SLOTS = StateFile(
    pattern="state/slots.json",
    writer="cycle and every scheduled job (all through bot.state.slots)",
    meaning="Each scheduled job's last slot: when it was due and when it was done",
    model=Marks,
)


@dataclass(frozen=True, slots=True)
class Slots:
    """What is due, oldest first, and how many older ones were given up; only the newest acts."""

    due: tuple[datetime, ...] = ()
    skipped: int = 0


def due(cron: str, watermark: datetime | None, now: datetime, bound: int = BOUND) -> Slots:
    if watermark is None:
        first = newest(cron, now)
        return Slots((first,) if first else ())
    kept: deque[datetime] = deque(maxlen=bound)
    seen = 0
    for slot in CronSim(cron, watermark):
        if slot > now:
            break
        kept.append(slot)
        seen += 1
    return Slots(tuple(kept), seen - len(kept))


def newest(cron: str, now: datetime) -> datetime | None:
    """Give the last slot up to now, if there ever was one."""
    # The library steps back from, not on, its start.
    return next(CronSim(cron, now + INSTANT, reverse=True), None)


def upcoming(cron: str, now: datetime) -> datetime | None:
    """Give the first slot after now, if there ever is one."""
    return next(CronSim(cron, now), None)


def watermark(tree: Tree, job: str) -> datetime | None:
    mark = load(tree, SLOTS).jobs.get(job)
    return instant.parse(mark.slot) if mark else None


@dataclass(frozen=True, slots=True)
class AdvanceSlot:
    """Say that a slot is done; a mark never goes back, so of two runs the first one counts."""

    kind: ClassVar[str] = "advance-slot"
    job: str
    slot: datetime
    actual: datetime

    def apply(self, tree: Tree) -> Iterable[Write]:
        marks = load(tree, SLOTS)
        old = marks.jobs.get(self.job)
        new = Mark(
            slot=instant.render(self.slot),
            actual=instant.render(self.actual),
            before=old.slot if old else None,
        )
        if old is None or old.slot < new.slot:
            jobs = {**marks.jobs, self.job: new}
            yield put(SLOTS.pattern, marks.model_copy(update={"jobs": jobs}))

    def wire(self) -> Mapping[str, Json]:
        return {
            "job": self.job,
            "slot": instant.render(self.slot),
            "actual": instant.render(self.actual),
        }


def advance_slot(fields: Mapping[str, Any]) -> AdvanceSlot:
    return AdvanceSlot(
        job=fields["job"],
        slot=instant.parse(fields["slot"]),
        actual=instant.parse(fields["actual"]),
    )
