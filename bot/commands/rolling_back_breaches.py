"""What a breach leaves to do on the forge: one rollback for each merge that it killed for."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.commands.rolling_back import Done, Forge, rise_by, roll_back
from bot.effects.rollback import Rise, rollbacks, unreleased
from bot.ports.forge.pulls import PullFilter, State
from bot.ports.reverts import Reverts
from bot.state.documents import load
from bot.state.fleet import FLEET
from bot.state.kill_switch import KILL_SWITCH
from bot.state.tree import Tree


def roll_back_breaches(
    forge: Forge, reverts: Reverts, tree: Tree, lookback: timedelta
) -> Sequence[Done]:
    """Bring them all about; without a breach that killed anybody nothing is even asked."""
    breaches = unreleased(load(tree, FLEET), load(tree, KILL_SWITCH))
    if not any(breach.killed for breach in breaches):
        return ()
    wanted = rollbacks(breaches, list(_rises(forge)), lookback)
    return [roll_back(forge, reverts, one) for one in wanted]


def _rises(forge: Forge) -> Iterator[Rise]:
    me = forge.identity().login
    rises = (rise_by(me, pull) for pull in forge.pulls(PullFilter(state=State.CLOSED)))
    return (rise for rise in rises if rise)
