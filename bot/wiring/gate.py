"""Who keeps the gate of merges, and tries changes of policy on history."""

import time

from bot.commands.gate import GateKeeper
from bot.commands.gating.remembering import Shelf
from bot.commands.gating.standing import standing
from bot.commands.gating.trying import SECONDS, Past, Trial
from bot.commands.replaying.budget import Budget
from bot.commands.replaying.comparing import Rivals
from bot.state.tree import Tree
from bot.wiring.judging import bench_of
from bot.wiring.shell import Shell


def gate_keeper(shell: Shell) -> GateKeeper:
    # A state that cannot even be found must not keep anybody from a kill: it is opened when read.
    def tree() -> Tree:
        return shell.store.tree()

    return GateKeeper(
        shell.forge,
        lambda rules: standing(bench_of(shell), rules),
        shell.out,
        Shelf(lambda: shell.store),
        trial=lambda kept: Trial(
            tree, Budget(time.monotonic, SECONDS), shell.out, bundled_fleet, kept
        ),
    )


def bundled_fleet(rivals: Rivals) -> Past:
    """Give the fleet of the demo, and a past of it."""
    from bot.wiring.bundled import bundled  # noqa: PLC0415 - the whole demo, for one past

    return bundled(rivals)
