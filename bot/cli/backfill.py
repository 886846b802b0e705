from pathlib import Path
from typing import TypedDict, Unpack

import click

from bot.cli.common import shared
from bot.cli.replay import moment
from bot.commands.backfill import History
from bot.commands.backfill import backfill as run
from bot.ledger.terms import terms_of
from bot.wiring.backfilling import yard_of
from bot.wiring.engines import engine_of
from bot.wiring.shell import Shell


class Options(TypedDict):
    events: str
    prices: Path
    out: str
    until: str
    engine: str | None
    spark: str


@click.command(epilog="Example:  governor backfill --events events --prices prices --out ledger")
@click.option("--events", metavar="URL", default="", help="Holds signals/ [the state].")
@click.option(
    "--prices",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Holds SYMBOL_INTERVAL.csv or .parquet.",
)
@click.option("--out", metavar="URL", required=True, help="Folder or URL of the settled days.")
@click.option("--to", "until", metavar="TIME", default="", help="As known then [all candles].")
@click.option("--engine", type=click.Choice(("duckdb", "spark")), help="[as policy says]")
@click.option("--spark", metavar="URL", default="", help="Master, or sc://host of a server.")
@shared
def backfill(shell: Shell, **options: Unpack[Options]) -> int:
    """Settle a whole history of signals at once, as reconcile would have over time.

    Writes DAY.parquet for each day of receipt; run again, it writes the same.
    """
    policy = shell.written_policy
    chosen = engine_of(shell, options["engine"] or "", options["spark"])
    chosen.check_stage(options["out"])
    until = moment("--to", options["until"])
    terms, every = terms_of(policy), policy.governor.cadence_minutes
    with (
        yard_of(shell, options["prices"], options["out"]) as yard,
        chosen.events(options["events"], "signals") as signals,
        chosen.open() as engine,
    ):
        return run(engine, History(signals, terms, every, until), yard, shell.out)
