"""The whole plan of a cycle, from what was decided and what the forge showed."""

from dataclasses import replace
from itertools import chain

from bot.effects.effect import ClosePull
from bot.effects.plan import Plan, joined
from bot.effects.planning.comments import comments
from bot.effects.planning.demotion import demotions
from bot.effects.planning.fleet_issue import fleet_issue
from bot.effects.planning.material import Material
from bot.effects.planning.promotion import promotions
from bot.effects.planning.pulls import answered
from bot.effects.seen import Seen


def plan(material: Material, seen: Seen) -> Plan:
    """Plan what lowers before what raises, and last of all what tells of it."""
    wishes = chain(demotions(material), promotions(material))
    pulls = answered(material, seen, wishes)
    left = _without_closed(seen, pulls)
    told = fleet_issue(material, left, pulls.withheld)
    return joined((pulls, comments(material, left), told))


def _without_closed(seen: Seen, planned: Plan) -> Seen:
    closed = {one.number for one in planned.effects if isinstance(one, ClosePull)}
    return replace(seen, pulls=tuple(one for one in seen.pulls if one.number not in closed))
