import click

from bot.cli.common import shared
from bot.commands.lp_report import lp_report as run
from bot.effects.lp.edition import Kind
from bot.wiring.mail import Manner, press
from bot.wiring.shell import Shell


@click.command("lp-report", epilog="Example:  governor lp-report --weekly --out mails")
@click.option("--daily", "kind", flag_value="daily", default=True, help="Of yesterday [default].")
@click.option("--weekly", "kind", flag_value="weekly", help="Of the last seven days.")
@click.option("--due", is_flag=True, help="Only when one is due, once for each due time.")
@click.option("--out", "folder", default="", metavar="DIR", help="Only write the files there.")
@click.option("--sandbox", is_flag=True, help="Have SendGrid check the mail and send none.")
@click.option("--again", is_flag=True, help="Send also where an earlier run broke off sending.")
@shared
def lp_report(
    shell: Shell, *, kind: str, due: bool, folder: str, sandbox: bool, again: bool
) -> int:
    """Write the mail to limited partners, and send it to each of them once.

    It goes out by SendGrid from a trusted run that has SENDGRID_API_KEY and EMAIL_FROM; elsewhere
    it is written to files that any mail program opens.
    """
    edition = Kind(kind)
    return run(press(shell, edition, Manner(sandbox, again, folder)), edition, only_due=due)
