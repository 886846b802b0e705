import click

from bot.cli.common import shared
from bot.commands.forensics import forensics as run
from bot.wiring.collecting import uncollected
from bot.wiring.replaying import beside_classic
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor forensics --now 2026-11-21T08:30:00Z")
@click.option("--due", is_flag=True, help="Only when one is due, once for each due time.")
@shared
@uncollected()
def forensics(shell: Shell, *, due: bool) -> int:
    """Test what the worst trades have in common, and name who trades like a stopped agent.

    Also replays once a day what the classic rules would have done, for the scorecard.
    """
    also = beside_classic(shell)
    return run(shell.store, shell.out, shell.policy, shell.now, also, only_due=due)
