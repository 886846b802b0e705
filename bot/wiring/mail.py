"""Joins letters to who carries them: SendGrid, given a key and proof of where this runs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from uuid import uuid4

from bot.adapters.charts import png
from bot.adapters.letter_files import write_letter
from bot.adapters.letter_template import letter_template
from bot.adapters.sendgrid_post import HOST, SendGridPost
from bot.commands.alerting import Siren
from bot.commands.lp_report import Press, listed_for
from bot.commands.mailing import Mailroom
from bot.commands.memo_mail import Round
from bot.effects.lp.edition import Kind
from bot.effects.mail.recipients import is_address, recipients
from bot.errors import BadUsage
from bot.ports.output import Output
from bot.ports.post import Post
from bot.wiring.shell import Shell

FOLDER = "mail"


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is sent: `sandbox` has it checked only, a `folder` gets files and nobody a mail."""

    sandbox: bool = False
    again: bool = False
    folder: str = ""


def press(shell: Shell, kind: Kind, manner: Manner) -> Press:
    governor = shell.policy.governor
    return Press(
        room=mailroom(shell, manner),
        policy=governor,
        draw=png,
        template=letter_template(),
        to=addresses(shell, listed_for(governor, kind)),
        into_state=not manner.folder,
    )


def memo_round(shell: Shell, manner: Manner) -> Round:
    governor = shell.policy.governor
    to = addresses(shell, governor.notifications.memo)
    return Round(mailroom(shell, manner), governor, letter_template(), to)


def siren(shell: Shell, out: Output) -> Siren:
    """Alarms follow the policies as people wrote them, and no environment takes anybody out."""
    listed = shell.written_policy.governor.notifications.alerts
    room = lambda: replace(mailroom(shell, Manner()), output=out)  # noqa: E731 - opened if needed
    return Siren(room, letter_template, tuple(listed) or addresses(shell, ()))


def mailroom(shell: Shell, manner: Manner) -> Mailroom:
    folder = Path(manner.folder) if manner.folder else shell.private / FOLDER
    sender = shell.settings.mail_from
    return Mailroom(
        store=shell.store,
        output=shell.out,
        post=None if manner.folder else _post(shell, sandbox=manner.sandbox),
        keep=partial(write_letter, folder, sender),
        sender=sender,
        now=shell.now,
        run_id=shell.settings.run_id,
        again=manner.again,
        mark=uuid4().hex,
    )


def addresses(shell: Shell, listed: Sequence[str]) -> tuple[str, ...]:
    """Hold the environment's against what an address is; those of the policies were."""
    found = recipients(listed, shell.settings.mail_to)
    if any(not is_address(one) for one in found):
        raise BadUsage(
            "Cannot use META_EMAIL_TO: it holds what is no mail address; "
            "write addresses with commas between them."
        )
    return tuple(found)


def _post(shell: Shell, *, sandbox: bool) -> Post | None:
    settings = shell.settings
    if shell.options.local or not settings.mail_key:
        return None
    if not is_address(settings.mail_from):
        raise BadUsage(
            "Cannot send mail: EMAIL_FROM is no mail address; set it to the sender that is "
            "verified with SendGrid."
        )
    with shell.forge() as forge:
        lacking = shell.lacking(forge)
    if lacking:
        shell.out.warn(f"Only written, not sent: {lacking}.")
        return None
    return SendGridPost(settings.mail_key, settings.mail_url or HOST, sandbox)
