import click

from bot.cli.common import shared
from bot.commands.doctor import doctor as run
from bot.wiring.examining import examinations
from bot.wiring.shell import Shell


@click.command(epilog="Example:  GITHUB_TOKEN=$(gh auth token) governor doctor")
@click.option("--app", default="", metavar="LOGIN", help="The GitHub App that acts: NAME[bot].")
@shared
def doctor(shell: Shell, *, app: str) -> int:
    """Say what is wrong with a repository that governs a fleet, and the exact mend.

    What this token may not see is said to be not checked. Exit code 1 where there is a defect.
    """
    with examinations(shell, app) as found:
        return run(found, shell.out)
