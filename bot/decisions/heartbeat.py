"""Whether the fleet is still being judged: how long ago its last cycle was done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.policy.governor import Governor
from bot.state.documents import load
from bot.state.lease import GATE
from bot.state.slots import CYCLE, SLOTS
from bot.state.tree import Tree
from bot.words.count import plural
from bot.words.instant import EPOCH, parse, render


@dataclass(frozen=True, slots=True)
class Stale:
    """`since` names this standstill for good; `text` says it without the time of the look."""

    since: str
    text: str


def last_beat(tree: Tree) -> datetime | None:
    """Give when the last cycle was done; of a fleet without one, when a lease was last given."""
    mark = load(tree, SLOTS).jobs.get(CYCLE)
    beat = parse(mark.actual if mark else load(tree, GATE).generated_at)
    return None if beat <= EPOCH else beat


def stale(tree: Tree, policy: Governor, now: datetime) -> Stale | None:
    """Tell whether the fleet stands still; a time that lies ahead is no proof that it does not."""
    beat, slot = last_beat(tree), timedelta(minutes=policy.cadence_minutes)
    limit = f"{plural(policy.heartbeat_slots, 'slot')} of {policy.cadence_minutes} minutes"
    if beat is None:
        return Stale("never", "the fleet is stale: no cycle was ever done")
    if beat > now + slot:
        ahead = "lies ahead of the clock, so one of them is wrong"
        return Stale(
            render(beat),
            f"the fleet is stale: its last cycle is dated {render(beat)}, which {ahead}",
        )
    if now - beat > policy.heartbeat_slots * slot:
        last = f"its last cycle was done at {render(beat)}"
        return Stale(render(beat), f"the fleet is stale: {last}, longer ago than {limit}")
    return None
