import click

from bot.cli.common import shared
from bot.commands.status import status as run
from bot.errors import BadUsage
from bot.wiring.dashboard import post
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor status --watch")
@click.option("--watch", is_flag=True, help="Look again every ten seconds, until Ctrl-C.")
@shared
def status(shell: Shell, *, watch: bool) -> int:
    """Show the fleet in the terminal; plain lines in a pipe."""
    if watch and shell.options.as_json:
        raise BadUsage("Cannot use --watch with --json: a program asks again itself.")
    return run(post(shell), watch=watch)
