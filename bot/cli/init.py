import sys

import click

from bot.cli.common import shared
from bot.commands.init import init as run
from bot.errors import BadUsage
from bot.wiring.setting_up import steps
from bot.wiring.shell import Shell


@click.command(epilog="Example:  GITHUB_TOKEN=$(gh auth token) governor init --dry-run")
@click.option("--profile", type=click.Choice(["default", "classic"]), help="Which set of policies.")
@click.option("--app", default="", metavar="LOGIN", help="The GitHub App that will act: NAME[bot].")
@click.option("--yes", is_flag=True, help="Ask nothing, do all of it.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@shared
def init(shell: Shell, *, profile: str | None, app: str, yes: bool, dry_run: bool) -> int:
    """Make of a repository one that governs a fleet, a question before each step.

    It writes policies, workflows and the program that they run, commits and pushes them, founds
    the state branch, and sets the forge up. What people changed it keeps; the second time it does
    nothing. With --local it only writes files.
    """
    if not (yes or dry_run or sys.stdin.isatty()):
        raise BadUsage("Cannot ask anybody here: give --yes to do all, or --dry-run to see it.")
    with steps(shell, profile or "", app) as taken:
        return run(taken, shell.out, lambda question: yes or _ask(question), dry_run=dry_run)


def _ask(question: str) -> bool:
    return click.confirm(question[0].upper() + question[1:], default=True, err=True)
