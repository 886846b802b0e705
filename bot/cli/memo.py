from functools import partial
from pathlib import Path

import click

from bot.cli.common import shared
from bot.commands.memo import Desk
from bot.commands.memo import memo as run
from bot.commands.memo_mail import keep_memo, send_memo
from bot.wiring.mail import Manner, memo_round
from bot.wiring.shell import Shell
from bot.wiring.writing import memo_writer


@click.command(epilog="Example:  governor memo --out memo")
@click.option("--due", is_flag=True, help="Only when one is due, once for each due time.")
@click.option("--out", "folder", metavar="DIR", help="Write the files there, not into the state.")
@click.option("--sandbox", is_flag=True, help="Have SendGrid check the mail and send none.")
@click.option("--again", is_flag=True, help="Send also where an earlier run broke off sending.")
@shared
def memo(shell: Shell, *, due: bool, folder: str | None, sandbox: bool, again: bool) -> int:
    """Write the weekly memo of the investment committee, and mail it to each of them once.

    A language model writes the words, or templates do; every number is held against the report.
    """
    policy = shell.policy.governor
    mails = memo_round(shell, Manner(sandbox, again, folder or ""))
    desk = Desk(
        shell.store,
        shell.out,
        policy,
        memo_writer(shell.settings, policy.llm),
        shell.now,
        shell.settings.memo_subject,
        partial(keep_memo, mails),
    )
    if folder:
        return run(desk, only_due=due, folder=Path(folder))
    return run(desk, only_due=due) or send_memo(mails)
