from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict, Unpack

import click

from bot.cli.common import shared
from bot.commands.replay import replay as run
from bot.commands.replaying.comparing import Rivals, known_of, replay_against
from bot.commands.replaying.ledger import settled_by
from bot.commands.replaying.reading import Known, Wanted, read_past
from bot.commands.replaying.state import read_state
from bot.commands.replaying.sweeping import Span, replay_sweep, tried_of
from bot.decisions.replaying.people import People
from bot.errors import BadUsage
from bot.ledger.terms import Terms, terms_of
from bot.policy.policy import Policy
from bot.wiring.collecting import uncollected
from bot.wiring.engines import engine_of
from bot.wiring.replaying import (
    kit,
    out_folder,
    past_folders,
    policy_against,
    policy_of,
    sweeper,
)
from bot.wiring.shell import Shell
from bot.words import instant


class Options(TypedDict):
    events: Path | None
    prices: Path | None
    ledger: str
    engine: str | None
    spark: str
    policies: Path | None
    since: str
    until: str
    out: Path
    every: int | None
    approve_after: float
    release_after: float
    as_written: bool
    against: str
    sweep: str
    steps: int


FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(epilog="Example:  governor replay --events events --prices prices --out replayed")
@click.option("--events", type=FOLDER, help="Holds signals/ and telemetry/ [the state].")
@click.option("--prices", type=FOLDER, help="Holds SYMBOL_INTERVAL.csv or .parquet.")
@click.option("--ledger", metavar="URL", default="", help="Settled history, not settled again.")
@click.option("--engine", type=click.Choice(("duckdb", "spark")), help="Reads it [policy's].")
@click.option("--spark", metavar="URL", default="", help="Master, or sc://host of a server.")
@click.option("--policies", type=FOLDER, help="Decide by these [default: policies/ of --repo].")
@click.option("--from", "since", metavar="TIME", default="", help="Decide from then on.")
@click.option("--to", "until", metavar="TIME", default="", help="Decide up to then.")
@click.option("--out", type=FOLDER, default="replay-out", help="Where results go [replay-out].")
@click.option(
    "--every",
    type=click.IntRange(5, 1440),
    metavar="MINUTES",
    help="[cadence; of a state, when it was judged]",
)
@click.option(
    "--approve-after",
    type=click.FloatRange(0),
    default=0.0,
    metavar="HOURS",
    help="How long people take to merge a request [0].",
)
@click.option(
    "--release-after",
    type=click.FloatRange(0),
    default=24.0,
    metavar="HOURS",
    help="How long people take to release a breach [24].",
)
@click.option("--as-written", is_flag=True, help="Nobody answers: the ceilings are those written.")
@click.option("--against", metavar="REF|FOLDER", default="", help="Compare with these policies.")
@click.option("--sweep", metavar="KEY=A..B", default="", help="Replay with each of these values.")
@click.option("--steps", type=click.IntRange(2, 100), default=10, help="Values of a sweep [10].")
@shared
@uncollected()
def replay(shell: Shell, **options: Unpack[Options]) -> int:
    """Decide history again, with only what was known at each moment.

    Writes decisions.jsonl, equity.jsonl, settlements.jsonl and summary.json. With --against the
    policies of a commit or a folder decide too: comparison.json, .md and .svg say what differs.
    With --sweep promotion.canary.e_value=3..20 one number moves: sweep.json, .md and .svg.
    """
    policy = policy_of(shell, options["policies"])
    people = _people(options)

    def read(terms: Terms) -> Known:
        return _known(shell, options, policy, terms)

    if options["against"] and options["sweep"]:
        raise BadUsage("Cannot compare and sweep at once: give --against or --sweep.")
    if options["sweep"]:
        tried = tried_of(policy, _span(options["sweep"], options["steps"]))
        return replay_sweep(read, tried, people, kit(shell, options["out"]), sweeper())
    if options["against"]:
        rivals = Rivals(policy_against(shell, options["against"]), policy)
        sides = known_of(read, rivals)
        return replay_against(sides, rivals, people, kit(shell, options["out"]))
    return run(read(terms_of(policy)), policy, people, shell.out, out_folder(options["out"]))


def _known(shell: Shell, options: Options, policy: Policy, terms: Terms) -> Known:
    events, prices = options["events"], options["prices"]
    if options["ledger"] and (events is None or prices is None):
        raise BadUsage("Cannot replay a ledger alone: give --events and --prices beside --ledger.")
    if events is None and prices is None:
        return read_state(shell.store.tree(), terms, _wanted(options, options["every"]))
    if events is None or prices is None:
        raise BadUsage("Cannot replay folders: give both --events and --prices, or neither.")
    wanted = _wanted(options, options["every"] or policy.governor.cadence_minutes)
    past = past_folders(events, prices, policy)
    if not options["ledger"]:
        return read_past(past, terms, wanted)
    chosen = engine_of(shell, options["engine"] or "", options["spark"])
    with chosen.ledger(options["ledger"]) as files, chosen.open() as engine:
        return read_past(past, terms, wanted, settled_by(engine, files))


def _wanted(options: Options, minutes: int | None) -> Wanted:
    every = timedelta(minutes=minutes) if minutes else None
    return Wanted(moment("--from", options["since"]), moment("--to", options["until"]), every)


def _span(text: str, steps: int) -> Span:
    key, _, values = text.partition("=")
    low, _, high = values.partition("..")
    try:
        return Span(key.strip(), float(low), float(high), steps)
    except ValueError:
        raise BadUsage(
            f"Cannot sweep {text!r}: write it like promotion.canary.e_value=3..20."
        ) from None


def _people(options: Options) -> People:
    return People(
        timedelta(hours=options["approve_after"]),
        timedelta(hours=options["release_after"]),
        options["as_written"],
    )


def moment(option: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        return instant.parse(text)
    except ValueError as error:
        raise BadUsage(
            f"Cannot use {option} {text!r}: {error}; write it like 2026-11-21T09:30:00Z."
        ) from None
