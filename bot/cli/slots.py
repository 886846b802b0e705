import click

from bot.cli.common import shared
from bot.commands.slots import slots as run
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor slots --now 2026-11-21T12:00:00Z")
@shared
def slots(shell: Shell) -> int:
    """Say which scheduled jobs are due, since when, and what they have missed."""
    return run(shell.store, shell.out, shell.policy.governor, shell.now)
