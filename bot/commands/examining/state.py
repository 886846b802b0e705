"""What the machine remembers: readable, sound at its end, and renewed on time."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.commands.examining.line import Line, defect, ok, warning
from bot.decisions.heartbeat import last_beat, stale
from bot.errors import StateError
from bot.policy.governor import Governor
from bot.state.agents import AGENTS
from bot.state.audit.head import Anchor, Head, head_of
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH
from bot.state.lease import GATE
from bot.state.slots import SLOTS
from bot.state.tree import Tree
from bot.words import instant

RESTORE = "restore the file from the last good commit of the state branch"
START = "start one by hand: gh workflow run cycle.yml, then look at its log"


def readable(tree: Tree) -> Iterable[Line]:
    try:
        load(tree, AGENTS)
        load(tree, KILL_SWITCH)
        load(tree, GATE)
        load(tree, SLOTS)
    except StateError as error:
        yield defect("state", str(error), RESTORE)
        return
    yield ok("state", "can be read")


def schedule(tree: Tree, policy: Governor, now: datetime) -> Iterable[Line]:
    """Ask what the watchdog asks: when the last cycle was done."""
    still, beat = stale(tree, policy, now), last_beat(tree)
    if beat is None:
        yield warning("schedule", "no cycle has run yet", START)
    elif still is not None:
        yield defect("schedule", still.text, START)
    else:
        yield ok("schedule", f"the last cycle was done at {instant.render(beat)}")


def audit(tree: Tree, anchors: Sequence[Anchor]) -> Iterable[Line]:
    """Hold the end of the record to what the newest commit says of it, and read no more."""
    head, told = head_of(tree), anchors[0].head if anchors else None
    if head is None and told is None:
        yield ok("audit", "no record yet")
    elif told is None or head == told:
        yield ok("audit", f"ends at entry {head.seq if head else 0}")
    else:
        yield _parted(head, told)


def _parted(head: Head | None, told: Head) -> Line:
    here = f"ends at entry {head.seq}" if head else "is gone"
    says = f"the record {here}, and the state branch vouches for entry {told.seq}"
    return defect(
        "audit", says, "see what was changed with `governor audit verify`, and restore it"
    )
