"""One day of every hypothesis: what was received, run and settled on it, as tallies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.events.signal import Signal
from bot.events.telemetry import Telemetry
from bot.ledger.settlements import Settlement
from bot.stats.day_runs import run_tally
from bot.stats.day_trades import RegimeAt, ordered, trade_tally
from bot.stats.day_views import outcomes, view_tally
from bot.stats.tally import PathTally, Tally

T = TypeVar("T")

NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class DayEvents:
    """Each beside the name of the hypothesis it belongs to.

    `signals` were received on the day, `telemetry` lies in its partition, `settlements` are the
    rows that count from this day on, at most one for each signal and horizon. `given` has the
    signals of these rows by id. `refused` counts the lines of an agent that were quarantined.
    """

    signals: Sequence[tuple[str, Signal]] = ()
    telemetry: Sequence[tuple[str, Telemetry]] = ()
    settlements: Sequence[tuple[str, Settlement]] = ()
    given: Mapping[str, Signal] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)


def tallies(
    events: DayEvents, paths: Mapping[str, PathTally], regime_at: RegimeAt, primary: int
) -> dict[str, Tally]:
    """Tally each hypothesis that did anything; `primary` is the horizon that judges, in hours."""
    signals, runs = _by_name(events.signals), _by_name(events.telemetry)
    rows = {name: ordered(own) for name, own in _by_name(events.settlements).items()}
    names = sorted({*signals, *runs, *rows, *events.refused, *paths})
    whole = {
        name: Tally(
            runs=run_tally(runs.get(name, ())),
            views=view_tally(
                signals.get(name, ()),
                events.refused.get(name, 0),
                outcomes(rows.get(name, ()), events.given, primary),
            ),
            trades=trade_tally(rows.get(name, ()), regime_at, primary),
            path=paths.get(name, PathTally()),
        )
        for name in names
    }
    return {name: one for name, one in whole.items() if one != NOTHING}


def _by_name(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for name, one in pairs:
        groups.setdefault(name, []).append(one)
    return groups
