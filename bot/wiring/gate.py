"""Who keeps the gate of merges."""

from bot.commands.gate import GateKeeper
from bot.commands.gating.remembering import Shelf
from bot.commands.gating.standing import standing
from bot.wiring.shell import Shell


def gate_keeper(shell: Shell) -> GateKeeper:
    return GateKeeper(
        shell.forge,
        lambda rules: standing(shell.bench, rules),
        shell.out,
        # A state that cannot even be found must not keep anybody from a kill.
        Shelf(lambda: shell.store),
    )
