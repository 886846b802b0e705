import click

from bot.cli.common import shared
from bot.commands.forensics import forensics as run
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor forensics --now 2026-11-21T08:30:00Z")
@shared
def forensics(shell: Shell) -> int:
    """Test what the worst trades have in common, and name who trades like a stopped agent."""
    return run(shell.store, shell.out, shell.policy, shell.now)
