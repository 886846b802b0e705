from collections.abc import Sequence

import click

from bot.cli.common import shared
from bot.commands.ingest import ingest as run
from bot.events.tolerance import Tolerance
from bot.wiring.shell import Shell


@click.command(epilog="Example:  my-agent | governor ingest -")
@click.argument("sources", nargs=-1, metavar="[FILE|FOLDER|-]...")
@click.option("--strict", is_flag=True, help="Exit with 1 when a line was refused.")
@shared
def ingest(shell: Shell, sources: Sequence[str], *, strict: bool) -> int:
    """Take in event lines from files, folders, standard input (-) and, always, the inbox.

    Good lines are stored once; bad ones go to quarantine with file, line, field, value and reason.
    """
    limits = shell.policy.governor.events
    tolerance = Tolerance(limits.future_seconds, limits.past_hours, limits.max_line_bytes)
    with shell.sources(sources) as found:
        return run(
            shell.store, shell.out, found, shell.now, tolerance, spread=shell.spread, strict=strict
        )
