"""governor plan: what `governor apply` would do now. It does nothing itself."""

from dataclasses import dataclass
from datetime import datetime

from bot.commands.acting.telling import data, lines
from bot.commands.breached import breach_rollbacks
from bot.commands.looking import Look, look
from bot.effects.planning.planning import plan as planned
from bot.effects.rollback_words import title
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.output import Output
from bot.ports.store import Store


@dataclass(frozen=True, slots=True)
class Site:
    """Where acting is planned and done."""

    store: Store
    output: Output
    policy: Policy
    forge: Forge
    now: datetime
    run_id: str = ""


def plan(site: Site) -> int:
    tree = site.store.tree()
    undoing = breach_rollbacks(site.forge, tree, site.policy)
    lowered = frozenset(one.rise.agent for one in undoing if one.rise)
    by = Look(site.now, site.run_id, undoing=lowered)
    looked = look(site.forge, tree, site.policy, by)
    found = planned(looked.material, looked.seen)
    for one in undoing:
        site.output.say(f"  see to {title(one)}")
    for line in lines(found):
        site.output.say(line)
    site.output.result({**data(found), "rollbacks": [one.wire() for one in undoing]})
    return 0
