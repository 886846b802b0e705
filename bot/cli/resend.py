from pathlib import Path

import click

from bot.cli.common import shared
from bot.commands.resend import resend as run
from bot.wiring.decoders import ALL
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor resend .governor/branch/unsent/0f3a9c1be2d47a60.jsonl")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@shared
def resend(shell: Shell, file: Path) -> int:
    """Send work that an earlier command could not push; the file goes once it has arrived."""
    return run(shell.store, shell.out, file, ALL)
