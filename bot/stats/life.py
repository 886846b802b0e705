"""Life: the running totals of one hypothesis since its epoch began."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from bot.stats.curve import Curve
from bot.stats.kinds import Amount, Count
from bot.stats.tally import Tally, bps, fine


@dataclass(frozen=True, slots=True)
class Life:
    """`high_bps` is the highest that the sum of settled trades in order ever was.

    A diagnostic and the truth: the sequence knows nothing of what is open, the `path` does. Whoever
    folds the hours moves the path; `after_day` moves the rest, at the end of each day.
    """

    trades: Count = 0
    net_bps: Amount = 0.0
    wins: Count = 0
    ties: Count = 0
    flat: Count = 0
    high_bps: Amount = 0.0
    sequence_drawdown_bps: Amount = 0.0
    runs: Count = 0
    errors: Count = 0
    cost_usd: Amount = 0.0
    unpriced: Count = 0
    path: Curve = field(default_factory=Curve)


def after_day(life: Life, tally: Tally) -> Life:
    nets, runs = tally.trades.nets, tally.runs
    high, drawdown = _fallen(life, nets)
    return replace(
        life,
        trades=life.trades + len(nets),
        net_bps=bps((life.net_bps, *nets)),
        wins=life.wins + sum(net > 0.0 for net in nets),
        ties=life.ties + nets.count(0.0),
        flat=life.flat + tally.trades.flat,
        high_bps=high,
        sequence_drawdown_bps=drawdown,
        runs=life.runs + runs.runs,
        errors=life.errors + runs.errors,
        cost_usd=fine((life.cost_usd, runs.cost_usd)),
        unpriced=life.unpriced + runs.unpriced,
    )


def _fallen(life: Life, nets: Sequence[float]) -> tuple[float, float]:
    """Follow the sum from trade to trade: its highest point, and its deepest fall below one."""
    levels = accumulate(nets, lambda level, net: bps((level, net)), initial=life.net_bps)
    high, deepest = life.high_bps, life.sequence_drawdown_bps
    for level in levels:
        high = max(high, level)
        deepest = max(deepest, bps((high, -level)))
    return high, deepest
