"""Which merges the breaches that nobody has released ask to be undone."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.commands.rolling_back import Forge, rise_by
from bot.effects.rollback import Reach, Rise, Rollback, rollbacks, unreleased
from bot.policy.policy import Policy
from bot.ports.forge.pulls import PullFilter, State
from bot.state.documents import load
from bot.state.fleet import FLEET
from bot.state.kill_switch import KILL_SWITCH
from bot.state.tree import Tree


def breach_rollbacks(forge: Forge, tree: Tree, policy: Policy) -> Sequence[Rollback]:
    """List them; without a breach that killed anybody the forge is not even asked."""
    breaches = unreleased(load(tree, FLEET), load(tree, KILL_SWITCH))
    if not any(breach.killed for breach in breaches):
        return ()
    return rollbacks(breaches, _rises(forge), _reach(policy))


def _reach(policy: Policy) -> Reach:
    """Allow for a merge that is taken up only by the last of the cycles to catch up on."""
    known = policy.governor
    late = timedelta(minutes=known.cadence_minutes * max(1, known.catch_up_slots))
    return Reach(timedelta(days=policy.risk.rollback_lookback_days), late)


def _rises(forge: Forge) -> Iterator[Rise]:
    me = forge.identity().login
    rises = (rise_by(me, pull) for pull in forge.pulls(PullFilter(state=State.CLOSED)))
    return (rise for rise in rises if rise)
