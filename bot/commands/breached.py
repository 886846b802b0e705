"""Which merges the breaches that nobody has released ask to be undone."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from bot.commands.rolling_back import Forge, rise_by
from bot.effects.rollback import Reach, Rise, Rollback, rising_branches, rollbacks, unreleased
from bot.policy.policy import Policy
from bot.state.documents import load
from bot.state.fleet import FLEET
from bot.state.kill_switch import KILL_SWITCH
from bot.state.tree import Tree


def breach_rollbacks(forge: Forge, tree: Tree, policy: Policy) -> Sequence[Rollback]:
    """List them; without a breach that killed anybody the forge is not even asked."""
    breaches = unreleased(load(tree, FLEET), load(tree, KILL_SWITCH))
    killed = sorted({name for breach in breaches for name in breach.killed})
    if not killed:
        return ()
    return rollbacks(breaches, _rises(forge, killed), _reach(policy))


def _reach(policy: Policy) -> Reach:
    """Allow for a merge that is taken up only by the last of the cycles to catch up on."""
    known = policy.governor
    late = timedelta(minutes=known.cadence_minutes * max(1, known.catch_up_slots))
    return Reach(timedelta(days=policy.risk.rollback_lookback_days), late)


def _rises(forge: Forge, agents: Iterable[str]) -> Iterator[Rise]:
    me = forge.identity().login
    rises = (rise_by(me, pull) for pull in forge.ended(rising_branches(agents)))
    return (rise for rise in rises if rise)
