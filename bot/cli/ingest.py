from collections.abc import Sequence

import click

from bot.cli.common import shared
from bot.commands.admission import Admission, tolerance_of
from bot.commands.ingest import ingest as run
from bot.wiring.shell import Shell


@click.command(epilog="Example:  my-agent | governor ingest -")
@click.argument("sources", nargs=-1, metavar="[FILE|FOLDER|-]...")
@click.option("--strict", is_flag=True, help="Exit with 1 when a line was refused.")
@shared
def ingest(shell: Shell, sources: Sequence[str], *, strict: bool) -> int:
    """Take in event lines from files, folders, standard input (-) and, always, the inbox.

    Good lines are stored once; bad ones go to quarantine with file, line, field, value and reason.
    """
    tolerance = tolerance_of(shell.policy.governor.events)
    fingerprints, problems = shell.fingerprints
    shell.out.problems(problems)
    with shell.sources(sources) as found:
        return run(
            shell.store,
            shell.out,
            found,
            shell.now,
            Admission(tolerance, fingerprints),
            spread=shell.spread,
            strict=strict,
        )
