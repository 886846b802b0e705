"""What tries changes of policy on history, and on the fleet of the demo where there is none."""

import time
from collections.abc import Mapping

from bot.commands.gating.trying import SECONDS, Past, Trial
from bot.commands.replaying.budget import Budget
from bot.commands.replaying.comparing import Rivals
from bot.state.impact import KeptImpact
from bot.state.tree import Tree
from bot.wiring.shell import Shell


def trial_of(shell: Shell, kept: Mapping[str, KeptImpact]) -> Trial:
    # A state that cannot even be found must not keep anybody from a kill: it is opened when read.
    def tree() -> Tree:
        return shell.store.tree()

    return Trial(tree, Budget(time.monotonic, SECONDS), shell.out, bundled_fleet, kept)


def bundled_fleet(rivals: Rivals) -> Past:
    """Give the fleet of the demo, and a past of it."""
    from bot.wiring.bundled import bundled  # noqa: PLC0415 - the whole demo, for one past

    return bundled(rivals)
