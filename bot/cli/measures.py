from contextlib import nullcontext
from pathlib import Path
from typing import TypedDict, Unpack

import click

from bot.cli.common import shared
from bot.commands.measures import Asked
from bot.commands.measures import measures as run
from bot.wiring.engines import engine_of
from bot.wiring.replaying import out_folder
from bot.wiring.shell import Shell


class Options(TypedDict):
    ledger: str
    events: str
    engine: str | None
    spark: str
    out: Path | None


@click.command(epilog="Example:  governor measures --ledger s3://fleet/ledger --engine spark")
@click.option(
    "--ledger", metavar="URL", default="", help="Folder or URL of settlements [the state's]."
)
@click.option("--events", metavar="URL", default="", help="Measure the runs in its telemetry/ too.")
@click.option("--engine", type=click.Choice(("duckdb", "spark")), help="[as policy says]")
@click.option("--spark", metavar="URL", default="", help="Master, or sc://host of a server.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write measures.jsonl and runs.jsonl there.",
)
@shared
def measures(shell: Shell, **options: Unpack[Options]) -> int:
    """Measure every agent over a whole ledger: trades, tails, runs and costs.

    One SQL text runs on DuckDB here or on Spark elsewhere; only its few rows come back.
    """
    chosen = engine_of(shell, options["engine"] or "", options["spark"])
    folder, events = options["out"], options["events"]
    runs = chosen.events(events, "telemetry") if events else nullcontext(())
    with chosen.ledger(options["ledger"]) as trades, runs as telemetry, chosen.open() as engine:
        asked = Asked(trades, telemetry, out_folder(folder) if folder else None)
        return run(engine, asked, shell.out)
