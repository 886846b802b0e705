import click

from bot.cli.common import shared
from bot.commands.scaffold import scaffold as run
from bot.wiring.acting import site_of
from bot.wiring.people import desk_of
from bot.wiring.shell import Shell


@click.command(epilog='Example:  governor scaffold tide-calm --reason "worth a try" --by kim')
@click.argument("name", metavar="NAME")
@click.option("--reason", default="", help="Why; it is recorded.")
@click.option("--by", default="", help="Who; under Actions the person who started the run.")
@shared
def scaffold(shell: Shell, name: str, *, reason: str, by: str) -> int:
    """Accept the proposal NAME, and open the pull request by which it joins the fleet in shadow.

    It holds the agent's module, which is the same for all, a file of its parameters, a test and its
    entry in policies/agents.yml. One that is accepted already needs no reason.
    """
    with shell.forge() as forge:
        return run(desk_of(shell, by), site_of(shell, forge), shell.lacking(forge), name, reason)
