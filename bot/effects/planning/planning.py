"""The whole plan of a cycle, from what was decided and what the forge showed."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from bot.effects.effect import ClosePull, PullKind
from bot.effects.plan import Plan, joined
from bot.effects.planning.comments import comments
from bot.effects.planning.demotion import demotions
from bot.effects.planning.fleet_issue import fleet_issue
from bot.effects.planning.material import Material
from bot.effects.planning.promotion import promotions
from bot.effects.planning.pulls import answered
from bot.effects.planning.scaffolding import scaffolds, unfit
from bot.effects.planning.wish import branch_of
from bot.effects.rollback_words import undone_by
from bot.effects.seen import Seen


def plan(material: Material, seen: Seen) -> Plan:
    """Plan what lowers before what raises, and last of all what tells of it."""
    material = replace(material, undoing=material.undoing.union(*_undone(seen)))
    wishes = chain(demotions(material), promotions(material), scaffolds(material))
    pulls = answered(material, seen, wishes)
    left = _without_closed(seen, pulls)
    pulls = joined((pulls, unfit(material)))
    told = fleet_issue(material, left, pulls.withheld)
    return joined((pulls, comments(material, left), told))


def _undone(seen: Seen) -> Iterator[frozenset[str]]:
    """Read whom the open rollbacks lower; they may stand longer than the breach."""
    start = branch_of(PullKind.ROLLBACK, "")
    standing = (one for one in seen.pulls if seen.is_own(one) and one.branch.startswith(start))
    return (undone_by(one.body) for one in standing)


def _without_closed(seen: Seen, planned: Plan) -> Seen:
    closed = {one.number for one in planned.effects if isinstance(one, ClosePull)}
    return replace(seen, pulls=tuple(one for one in seen.pulls if one.number not in closed))
