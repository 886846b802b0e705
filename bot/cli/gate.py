from pathlib import Path

import click

from bot.cli.common import shared
from bot.commands.gate import Order, gate_all, publish, target_from
from bot.commands.gate import gate as run
from bot.errors import BadUsage
from bot.wiring.gate import gate_keeper
from bot.wiring.shell import Shell

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(epilog="Example:  governor gate 12 --dry-run")
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--event", default="", metavar="FILE", help="GitHub's event [GITHUB_EVENT_PATH].")
@click.option("--all", "whole", is_flag=True, help="Every open one whose verdict may have changed.")
@click.option("--dry-run", is_flag=True, help="Only say the verdict.")
@click.option("--out", type=FILE, help="Write the verdict to FILE, and nothing to the forge.")
@click.option("--publish", "paper", type=FILE, help="Judge anew what FILE names, and set that.")
@shared
def gate(
    shell: Shell,
    *,
    number: int | None,
    event: str,
    whole: bool,
    dry_run: bool,
    out: Path | None,
    paper: Path | None,
) -> int:
    """Judge pull request NUMBER, or what GitHub's event is about, and set the check governor/gate.

    It is judged by the policies of the default branch, on the newest state. What it holds is only
    read. Exit code 0: it may be merged; 1: it may not, and why.
    """
    keeper = gate_keeper(shell)
    if paper is None and not whole:
        target = target_from(number, event or shell.settings.event_file)
        return run(keeper, Order(target, writes=not dry_run, out=out))
    if number is not None or event or dry_run or out is not None or (whole and paper is not None):
        raise BadUsage("Cannot do that and something else at once: give --all or --publish alone.")
    return gate_all(keeper) if paper is None else publish(keeper, paper)
