import click

from bot.cli.common import shared
from bot.commands.policy_check import policy_check
from bot.commands.policy_extras import policy_extras
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


@policy.command(epilog="Example:  governor policy extras")
@shared
def extras(shell: Shell) -> int:
    """List the extras of the package that the policies call for, a word for each."""
    return policy_extras(shell.policy_texts(), shell.out)
