from pathlib import Path

import click

from bot.cli.common import shared
from bot.commands.memo import Desk
from bot.commands.memo import memo as run
from bot.wiring.shell import Shell
from bot.wiring.writing import memo_writer


@click.command(epilog="Example:  governor memo --out memo")
@click.option("--due", is_flag=True, help="Only when one is due, once for each due time.")
@click.option("--out", "folder", metavar="DIR", help="Write the files there, not into the state.")
@shared
def memo(shell: Shell, *, due: bool, folder: str | None) -> int:
    """Write the weekly memo of the investment committee: by a language model, or by templates."""
    policy = shell.policy.governor
    desk = Desk(
        shell.store,
        shell.out,
        policy,
        memo_writer(shell.settings, policy.llm),
        shell.now,
        shell.settings.memo_subject,
    )
    return run(desk, only_due=due, folder=Path(folder) if folder else None)
