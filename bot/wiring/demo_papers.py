"""What people read at the end of the demo: dashboard, memo and mails, all as files."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.commands.lp_report import lp_report
from bot.commands.memo import Desk, memo
from bot.commands.memo_mail import keep_memo
from bot.commands.site import site
from bot.effects.lp.edition import Kind
from bot.ports.output import Output
from bot.ports.writer import Nobody
from bot.wiring.dashboard import studio
from bot.wiring.mail import Manner, memo_round, press
from bot.wiring.shell import Options, Shell

OFFLINE = Nobody("the demo is offline")
SITE, PAPERS = "site", "papers"


def papers(folder: Path, now: datetime, out: Output) -> None:
    """Ask no model and mail nobody, whatever keys this machine holds."""
    shell = Shell(Options(repo=str(folder / "fleet"), now=now.isoformat()))
    site(replace(studio(shell, str(folder / SITE), ""), out=out))
    manner = Manner(folder=str(folder / PAPERS))
    mails = memo_round(shell, manner)
    policy = shell.written_policy.governor
    desk = Desk(shell.store, out, policy, OFFLINE, shell.now, keep=partial(keep_memo, mails))
    memo(desk, folder=folder / PAPERS)
    for kind in Kind:
        made = press(shell, kind, manner)
        lp_report(replace(made, room=replace(made.room, output=out)), kind)
