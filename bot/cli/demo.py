from pathlib import Path

import click

from bot.cli.common import shared
from bot.commands.demo.demo import DAYS, START
from bot.commands.demo.demo import demo as run
from bot.commands.demo.market import make_market
from bot.wiring.demo import found
from bot.wiring.shell import Shell


@click.command(epilog="Example:  governor demo --out demo-out")
@click.option(
    "--out",
    default="demo-out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to build the demo's world [default: demo-out].",
)
@click.option("--seed", default=13, help="Another seed, another market [default: 13].")
@click.option("--days", default=DAYS, type=click.IntRange(min=4), help="How long [default: 60].")
@shared
def demo(shell: Shell, out: Path, seed: int, days: int) -> int:
    """Govern a bundled fleet of twelve agents for sixty days: offline, with its own clock.

    Its market, its agents and all they write follow from the seed.
    """
    market = make_market(seed, START, days + 1)
    return run(found(out.resolve(), market, shell.out), market, seed, days)
