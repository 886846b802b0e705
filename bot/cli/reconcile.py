import click

from bot.cli.common import shared
from bot.commands.recheck import recheck as look_again
from bot.commands.reconcile import reconcile as run
from bot.ledger.terms import terms_of
from bot.wiring.market import market_of
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor reconcile --json")
@click.option(
    "--recheck",
    type=click.IntRange(min=1),
    metavar="DAYS",
    help="Ask again for what was settled in the last DAYS days; corrections append.",
)
@shared
def reconcile(shell: Shell, *, recheck: int | None) -> int:
    """Settle every due signal at 1, 4 and 24 hours, once, with the fewest requests."""
    terms = terms_of(shell.policy)
    if recheck:
        return look_again(shell.store, market_of(shell), shell.out, terms, shell.now, recheck)
    return run(shell.store, market_of(shell), shell.out, terms, shell.now)
