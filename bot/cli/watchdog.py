import click

from bot.cli.common import shared
from bot.commands.watchdog import watchdog as run
from bot.wiring.shell import Shell
from bot.wiring.watching import kennel


@click.command(epilog="Example:  governor watchdog --local")
@shared
def watchdog(shell: Shell) -> int:
    """Shut the gate and open one issue where no cycle was done for too long; undo that afterwards.

    What cannot be read counts as standing still. It acts only in a trusted workflow run on the
    default branch, or with --local.
    """
    with shell.forge() as forge:
        return run(kennel(shell, forge))
