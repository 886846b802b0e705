"""Who keeps the gate of merges."""

from bot.commands.gate import GateKeeper
from bot.commands.gating.standing import Judges
from bot.wiring.shell import Shell


def gate_keeper(shell: Shell) -> GateKeeper:
    return GateKeeper(shell.forge, Judges(lambda: shell.bench), shell.out)
