import click

from bot.cli.common import shared
from bot.commands.schema import schema as run
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor schema policies/agents > agents.schema.json")
@click.argument("name", default="")
@shared
def schema(shell: Shell, name: str) -> int:
    """List the JSON Schemas of policies, events and state files, or print the one called NAME."""
    return run(shell.out, name)
