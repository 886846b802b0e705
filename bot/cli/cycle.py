import click

from bot.cli.common import shared
from bot.commands.cycle import cycle as run
from bot.wiring.shell import Shell
from bot.wiring.starting import start_cycle


@click.command(epilog="Example:  governor cycle --local")
@shared
def cycle(shell: Shell) -> int:
    """Take in the inbox, settle what is due, judge every due slot, act, and keep the gate.

    Slots that were missed are judged as of their own time, and only the newest one acts. A step
    that fails keeps no other back. It is safe to stop and to run again at any time.
    """
    with start_cycle(shell) as found:
        return run(found)
