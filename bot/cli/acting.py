import click

from bot.cli.common import shared
from bot.commands.apply import apply as run_apply
from bot.commands.plan import plan as run_plan
from bot.wiring.acting import site_of
from bot.wiring.reverting import reverts
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor plan --json")
@shared
def plan(shell: Shell) -> int:
    """Show what `governor apply` would do on the forge now, and what it leaves and why."""
    with shell.forge() as forge:
        return run_plan(site_of(shell, forge))


@click.command(epilog="Example:  governor apply --local")
@shared
def apply(shell: Shell) -> int:
    """Bring the forge in line with the newest report: comments, fleet issue, pull requests.

    It acts only in a trusted workflow run on the default branch, or with --local; elsewhere it
    plans, and says what it lacks.
    """
    with shell.forge() as forge:
        return run_apply(site_of(shell, forge), shell.lacking(forge), reverts(shell))
