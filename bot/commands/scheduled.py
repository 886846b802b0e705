"""Jobs with a due time: of those that were missed only the newest is done, and counts for all."""

from dataclasses import dataclass
from datetime import datetime

from bot.policy.governor import Governor
from bot.state.slots import AdvanceSlot, due, newest, watermark
from bot.state.tree import Tree


@dataclass(frozen=True, slots=True)
class Job:
    """`slot` is the newest due time; `done` tells that it was done already."""

    name: str
    slot: datetime
    done: bool
    now: datetime

    @property
    def advance(self) -> AdvanceSlot:
        return AdvanceSlot(self.name, self.slot, self.now)


def job(tree: Tree, policy: Governor, name: str, now: datetime) -> Job | None:
    """Give the job as it stands; None where the policies never schedule it."""
    cron: str = getattr(policy.schedules, name)
    slot = newest(cron, now) if cron else None
    if slot is None:
        return None
    mark = watermark(tree, name)
    return Job(name, slot, not due(cron, mark, now).due, now)
