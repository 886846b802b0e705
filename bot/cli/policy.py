import click

from bot.cli.common import shared
from bot.commands.policy_check import policy_check
from bot.wiring.shell import Shell


@click.group(epilog="Example:  governor policy check")
def policy() -> None:
    """Check what people have decided."""


@policy.command(epilog="Example:  governor policy check policies/profiles/classic")
@click.argument("folder", default="policies")
@shared
def check(shell: Shell, folder: str) -> int:
    """List every mistake in the policies of FOLDER, each with its file and line."""
    return policy_check(shell.policy_texts(folder), shell.settings.overrides, shell.out)
