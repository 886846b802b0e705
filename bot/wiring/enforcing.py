"""Who enforces what was merged."""

from bot.commands.enforcing.office import Office
from bot.ports.forge import Forge
from bot.wiring.gate import gate_keeper
from bot.wiring.shell import Shell

NOBODY = "unknown"


def office(shell: Shell, forge: Forge) -> Office:
    return Office(
        shell.out,
        forge,
        shell.store_on,
        gate_keeper(shell),
        shell.clock,
        shell.settings.actor or NOBODY,
        shell.code_version,
        shell.sign,
    )
