import click

from bot.cli.common import shared
from bot.commands.rollback import rollback as run
from bot.wiring.people import desk_of
from bot.wiring.reverting import reverts
from bot.wiring.shell import Shell


@click.command(epilog='Example:  governor rollback 12 --reason "it trades against us" --by kim')
@click.argument("pull", metavar="PULL", type=click.IntRange(min=1))
@click.option("--reason", default="", help="Why; it is recorded.")
@click.option("--by", default="", help="Who; under Actions the person who started the run.")
@shared
def rollback(shell: Shell, pull: int, *, reason: str, by: str) -> int:
    """Open the pull request that undoes the merged pull request PULL, however it was merged."""
    with shell.forge() as forge:
        return run(desk_of(shell, by), forge, reverts(shell), pull, reason)
