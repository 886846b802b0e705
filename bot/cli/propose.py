from pathlib import Path

import click

from bot.cli.common import shared
from bot.commands.propose import Desk
from bot.commands.propose import propose as run
from bot.wiring.shell import Shell
from bot.wiring.writing import proposal_writer


@click.command(epilog="Example:  governor propose --out ideas")
@click.option("--due", is_flag=True, help="Only when they are due, once for each due time.")
@click.option("--out", "folder", metavar="DIR", help="Write them there, not into the state.")
@shared
def propose(shell: Shell, *, due: bool, folder: str | None) -> int:
    """Propose agents that the fleet lacks, ranked by the report, for people to accept.

    A language model writes them in a strict form, or templates do. What is like an agent or what
    was stopped is refused with its reason; nothing follows until a person accepts one.
    """
    policy = shell.written_policy
    writer = proposal_writer(shell.settings, policy.governor.llm)
    desk = Desk(shell.store, shell.out, policy, writer, shell.now)
    return run(desk, only_due=due, folder=Path(folder) if folder else None)
