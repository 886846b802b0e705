import click

from bot.cli.common import shared
from bot.commands.judge import explained
from bot.commands.judge import judge as run
from bot.wiring.judging import bench_of
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor judge --explain tide-btc")
@click.option("--explain", metavar="AGENT", help="Only show why: every finding on one agent.")
@shared
def judge(shell: Shell, *, explain: str | None) -> int:
    """Judge every agent on the evidence: who rises, falls, holds, and with what share of the book.

    What changes is committed with the report, the lease and a line of the audit record.
    """
    return run(bench_of(shell)) if explain is None else explained(bench_of(shell), explain)
