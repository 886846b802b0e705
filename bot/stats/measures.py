"""Measures: all that is known of an agent's present epoch, or of a class, each with its n."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.stats.calibration import Bin
from bot.stats.confidence import Confidence
from bot.stats.kinds import Amount, Count
from bot.stats.measured import Measured, unknown

UNKNOWN = unknown(0)


class Slice(NamedTuple):
    """Settled trades of one regime, symbol or horizon.

    A tuple, as tens of thousands are read at a time; without defaults, so that a part is no whole.
    """

    n: Count
    net_bps: Amount
    wins: Count
    ties: Count


@dataclass(frozen=True, slots=True)
class Trades:
    """Settled trades of the primary horizon: sums since the epoch began, the rest in the window."""

    pnl_sum_bps: Measured = UNKNOWN
    pnl_mean_bps: Measured = UNKNOWN
    hit_rate: Measured = UNKNOWN
    ties: int = 0
    flat: int = 0
    cvar95_bps: Measured = UNKNOWN
    sequence_drawdown_bps: Measured = UNKNOWN
    regimes: Mapping[str, Slice] = field(default_factory=dict)
    symbols: Mapping[str, Slice] = field(default_factory=dict)
    horizons: Mapping[str, Slice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Path:
    """The marked-to-market curve of one unit of capital spread over the open views."""

    return_bps: Measured = UNKNOWN
    drawdown_bps: Measured = UNKNOWN
    max_drawdown_bps: Measured = UNKNOWN
    sharpe: Measured = UNKNOWN
    psr: Measured = UNKNOWN
    dsr: Measured = UNKNOWN
    daily_volatility_bps: Measured = UNKNOWN


@dataclass(frozen=True, slots=True)
class Alpha:
    """Net of cost and of the market's part; `periods` are whole ones, the newest first.

    In the window and its periods views add up, one unit each; `daily_bps` is of one view alone.
    """

    window_bps: Measured = UNKNOWN
    daily_bps: Measured = UNKNOWN
    periods_bps: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of the window, errors counted since the epoch began; one unknown cost makes all null."""

    runs: int = 0
    error_rate: Measured = UNKNOWN
    error_bound: Measured = UNKNOWN
    error_count: Measured = UNKNOWN
    latency_mean_ms: Measured = UNKNOWN
    latency_p95_ms: Measured = UNKNOWN
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: Measured = UNKNOWN
    cost_drift: Measured = UNKNOWN
    cost_per_signal_usd: Measured = UNKNOWN
    value_usd: Measured = UNKNOWN
    value_over_cost: Measured = UNKNOWN


@dataclass(frozen=True, slots=True)
class Views:
    """What the agent says: how complete, how well calibrated, how often against the regime."""

    signals: int = 0
    completeness: Measured = UNKNOWN
    brier: Measured = UNKNOWN
    calibration_error: Measured = UNKNOWN
    bins: tuple[Bin, ...] = ()
    mismatch_periods: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class Measures:
    trades: Trades = Trades()
    path: Path = Path()
    alpha: Alpha = Alpha()
    runs: Runs = Runs()
    views: Views = Views()
    confidence: Confidence = field(default_factory=Confidence)
