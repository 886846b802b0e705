"""Tally: what one hypothesis did in a span of time. Spans add up, so a window is a sum of days."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.stats.measures import Slice


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and how many went into it."""

    n: int = 0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class RunTally:
    """Distinct runs; `latencies` counts them by bin of a sketch; `unpriced` have no known cost."""

    runs: int = 0
    failed: int = 0
    errors: int = 0
    latency_ms: float = 0.0
    latencies: Mapping[int, int] = field(default_factory=dict)
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class ViewTally:
    """Signals received, those with every field, and lines of the agent that were refused.

    `bins` are tenths of prob_up: (said in total, came true) beside their n.
    """

    signals: int = 0
    complete: int = 0
    refused: int = 0
    brier: Sum = field(default_factory=Sum)
    bins: Mapping[int, tuple[int, float, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TradeTally:
    """Settled trades. `nets` are those of the primary horizon in order of settlement, in bps.

    `mismatched` of `weathered` trades were given under another regime than the fleet's.
    """

    nets: tuple[float, ...] = ()
    flat: int = 0
    regimes: Mapping[str, Slice] = field(default_factory=dict)
    symbols: Mapping[str, Slice] = field(default_factory=dict)
    horizons: Mapping[str, Slice] = field(default_factory=dict)
    weathered: int = 0
    mismatched: int = 0


@dataclass(frozen=True, slots=True)
class PathTally:
    """What the fold over hours gave: hours held, excess over the market, return on one capital."""

    hours: int = 0
    excess_bps: float = 0.0
    return_bps: float = 0.0


@dataclass(frozen=True, slots=True)
class Tally:
    runs: RunTally = field(default_factory=RunTally)
    views: ViewTally = field(default_factory=ViewTally)
    trades: TradeTally = field(default_factory=TradeTally)
    path: PathTally = field(default_factory=PathTally)
