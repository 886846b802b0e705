"""Which due times of a job are still to be done, and the mark of how far it has come.

Slots are in UTC, where no hour is skipped or repeated.
"""

import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from cronsim import CronSim

from bot.errors import CorruptState, UnknownSchema
from bot.state.tree import Replace, Tree, Write
from bot.words import instant
from bot.words.canonical import Json, encode_page

PATH = "state/slots.json"
VERSION = 1
BOUND = 96
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Slots:
    """What is due, oldest first, and how many older ones were given up; only the newest acts."""

    due: tuple[datetime, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """The last slot that was done, when that was, and the mark before it: a gap can be seen."""

    slot: datetime
    actual: datetime
    before: datetime | None = None


def due(cron: str, watermark: datetime | None, now: datetime, bound: int = BOUND) -> Slots:
    if watermark is None:
        return Slots(_newest(cron, now))
    kept: deque[datetime] = deque(maxlen=bound)
    seen = 0
    for slot in CronSim(cron, watermark):
        if slot > now:
            break
        kept.append(slot)
        seen += 1
    return Slots(tuple(kept), seen - len(kept))


def _newest(cron: str, now: datetime) -> tuple[datetime, ...]:
    # The library steps back from, not on, its start.
    newest = next(CronSim(cron, now + INSTANT, reverse=True), None)
    return () if newest is None else (newest,)


def marks(tree: Tree) -> Mapping[str, Mark]:
    data = tree.read(PATH)
    if data is None:
        return {}
    try:
        document = json.loads(data)
        if document["v"] != VERSION:
            raise UnknownSchema(PATH, document["v"], VERSION)
        return {job: _mark(record) for job, record in document["jobs"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorruptState(PATH, f"it holds no marks of jobs ({error})") from None


def watermark(tree: Tree, job: str) -> datetime | None:
    mark = marks(tree).get(job)
    return mark.slot if mark else None


@dataclass(frozen=True, slots=True)
class AdvanceSlot:
    """Say that a slot is done; a mark never goes back, so of two runs the first one counts."""

    kind: ClassVar[str] = "advance-slot"
    job: str
    slot: datetime
    actual: datetime

    def apply(self, tree: Tree) -> Iterable[Write]:
        known = marks(tree)
        old = known.get(self.job)
        if old is None or old.slot < self.slot:
            new = Mark(self.slot, self.actual, old.slot if old else None)
            yield Replace(PATH, _page({**known, self.job: new}))

    def wire(self) -> Mapping[str, Json]:
        return {
            "job": self.job,
            "slot": instant.render(self.slot),
            "actual": instant.render(self.actual),
        }


def decode(record: Mapping[str, Any]) -> AdvanceSlot:
    slot, actual = instant.parse(record["slot"]), instant.parse(record["actual"])
    return AdvanceSlot(record["job"], slot, actual)


def _mark(record: Mapping[str, Any]) -> Mark:
    before = record["before"]
    return Mark(
        instant.parse(record["slot"]),
        instant.parse(record["actual"]),
        None if before is None else instant.parse(before),
    )


def _page(known: Mapping[str, Mark]) -> bytes:
    jobs = {job: _record(mark) for job, mark in known.items()}
    return encode_page({"v": VERSION, "jobs": jobs})


def _record(mark: Mark) -> dict[str, Json]:
    return {
        "slot": instant.render(mark.slot),
        "actual": instant.render(mark.actual),
        "before": instant.render(mark.before) if mark.before else None,
    }
