"""Where it is planned what is done on the forge, and done."""

from bot.commands.plan import Site
from bot.ports.forge import Forge
from bot.wiring.shell import Shell


def site_of(shell: Shell, forge: Forge) -> Site:
    return Site(
        shell.store, shell.out, shell.written_policy, forge, shell.now, shell.settings.run_id
    )
