"""Tally: what one hypothesis did in a span of time. Spans add up, so a window is a sum of days.

Sums are kept to a fixed number of decimals. An exact sum of such numbers, rounded to the same
decimals, is the same however the days are grouped.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import NamedTuple, TypeAlias, TypeVar

from pydantic import ConfigDict, with_config

from bot.stats.kinds import Amount, Count
from bot.stats.measures import Slice
from bot.stats.sketch import merged

BPS_DECIMALS, MS_DECIMALS, FINE_DECIMALS = 4, 3, 9
EXACT = ConfigDict(extra="forbid")  # what is read back has no field that is not known

K = TypeVar("K", int, str)
V = TypeVar("V")
Bins: TypeAlias = Mapping[int, tuple[Count, Amount, Count]]


class Sum(NamedTuple):
    """A total and how many went into it."""

    n: Count
    total: Amount


NO_SUM = Sum(0, 0.0)


@with_config(EXACT)
@dataclass(frozen=True, slots=True)
class RunTally:
    """Distinct runs; `latencies` counts them by bin of a sketch; `unpriced` have no known cost."""

    runs: Count = 0
    failed: Count = 0
    errors: Count = 0
    latency_ms: Amount = 0.0
    latencies: Mapping[int, Count] = field(default_factory=dict)
    tokens_in: Count = 0
    tokens_out: Count = 0
    cost_usd: Amount = 0.0
    unpriced: Count = 0


@with_config(EXACT)
@dataclass(frozen=True, slots=True)
class ViewTally:
    """Signals received, those with every field, and lines of the agent that were refused.

    `bins` are tenths of prob_up: (said in total, came true) beside their n.
    """

    signals: Count = 0
    complete: Count = 0
    refused: Count = 0
    brier: Sum = NO_SUM
    bins: Bins = field(default_factory=dict)


@with_config(EXACT)
@dataclass(frozen=True, slots=True)
class TradeTally:
    """Settled trades. `nets` are those of the primary horizon in order of settlement, in bps.

    `regimes` and `symbols` are of the primary horizon too, `horizons` of each.
    `mismatched` of `weathered` trades were given under another regime than the fleet's.
    """

    nets: tuple[Amount, ...] = ()
    flat: Count = 0
    regimes: Mapping[str, Slice] = field(default_factory=dict)
    symbols: Mapping[str, Slice] = field(default_factory=dict)
    horizons: Mapping[str, Slice] = field(default_factory=dict)
    weathered: Count = 0
    mismatched: Count = 0


@with_config(EXACT)
@dataclass(frozen=True, slots=True)
class PathTally:
    """What the fold over hours gave: hours held, excess over the market, return on one capital.

    `excess_bps` adds up over views, `view_days` counts them: two held for a day are two.
    """

    hours: Count = 0
    excess_bps: Amount = 0.0
    return_bps: Amount = 0.0
    view_days: Amount = 0.0


@with_config(EXACT)
@dataclass(frozen=True, slots=True)
class Tally:
    runs: RunTally = field(default_factory=RunTally)
    views: ViewTally = field(default_factory=ViewTally)
    trades: TradeTally = field(default_factory=TradeTally)
    path: PathTally = field(default_factory=PathTally)


def bps(values: Iterable[float]) -> float:
    return _total(values, BPS_DECIMALS)


def ms(values: Iterable[float]) -> float:
    return _total(values, MS_DECIMALS)


def fine(values: Iterable[float]) -> float:
    """Add USD, and shares of one: both are small, and their small parts count."""
    return _total(values, FINE_DECIMALS)


def joined(tallies: Iterable[Tally]) -> Tally:
    """Add days up, in order of time."""
    days = tuple(tallies)
    return Tally(
        runs=joined_runs([day.runs for day in days]),
        views=_views([day.views for day in days]),
        trades=_trades([day.trades for day in days]),
        path=joined_path([day.path for day in days]),
    )


def added(slices: Sequence[Slice]) -> Slice:
    counts, nets, wins, ties = zip(*slices, strict=True)
    return Slice(sum(counts), bps(nets), sum(wins), sum(ties))


def joined_runs(days: Sequence[RunTally]) -> RunTally:
    return RunTally(
        runs=sum([one.runs for one in days]),
        failed=sum([one.failed for one in days]),
        errors=sum([one.errors for one in days]),
        latency_ms=ms([one.latency_ms for one in days]),
        latencies=merged(one.latencies for one in days),
        tokens_in=sum([one.tokens_in for one in days]),
        tokens_out=sum([one.tokens_out for one in days]),
        cost_usd=fine([one.cost_usd for one in days]),
        unpriced=sum([one.unpriced for one in days]),
    )


def _views(days: Sequence[ViewTally]) -> ViewTally:
    return ViewTally(
        signals=sum([one.signals for one in days]),
        complete=sum([one.complete for one in days]),
        refused=sum([one.refused for one in days]),
        brier=_sum([one.brier for one in days]),
        bins=_by_name((one.bins for one in days), _bin),
    )


def _sum(parts: Sequence[Sum]) -> Sum:
    return Sum(sum([one.n for one in parts]), fine([one.total for one in parts]))


def _bin(tenths: Sequence[tuple[int, float, int]]) -> tuple[int, float, int]:
    counts, said, came = zip(*tenths, strict=True)
    return sum(counts), fine(said), sum(came)


def _trades(days: Sequence[TradeTally]) -> TradeTally:
    return TradeTally(
        nets=tuple(net for one in days for net in one.nets),
        flat=sum([one.flat for one in days]),
        regimes=_by_name((one.regimes for one in days), added),
        symbols=_by_name((one.symbols for one in days), added),
        horizons=_by_name((one.horizons for one in days), added),
        weathered=sum([one.weathered for one in days]),
        mismatched=sum([one.mismatched for one in days]),
    )


def joined_path(days: Sequence[PathTally]) -> PathTally:
    return PathTally(
        hours=sum([one.hours for one in days]),
        excess_bps=bps([one.excess_bps for one in days]),
        return_bps=bps([one.return_bps for one in days]),
        view_days=fine([one.view_days for one in days]),
    )


def _by_name(mappings: Iterable[Mapping[K, V]], add: Callable[[Sequence[V]], V]) -> dict[K, V]:
    groups: defaultdict[K, list[V]] = defaultdict(list)
    for mapping in mappings:
        for name, value in mapping.items():
            groups[name].append(value)
    return {name: add(groups[name]) for name in sorted(groups)}


def _total(values: Iterable[float], decimals: int) -> float:
    return round(fsum(values), decimals) + 0.0  # never -0.0, which is other bytes
