"""The portfolio's equity: compounded by the hour, its falls measured from where it started."""

from dataclasses import dataclass, replace

from bot.stats.kinds import Amount, Count

BPS = 1e4


@dataclass(frozen=True, slots=True)
class Curve:
    """`since_reset` is measured from the highest point since a breach was last acted upon."""

    equity: Amount = 1.0
    high: Amount = 1.0
    max_drawdown_bps: Amount = 0.0
    pnl_bps: Amount = 0.0
    reset_high: Amount = 1.0
    since_reset_bps: Amount = 0.0
    hours: Count = 0

    @property
    def drawdown_bps(self) -> float:
        return BPS * (1.0 - self.equity / self.high)


def after_hour(before: Curve, gained_bps: float) -> Curve:
    equity = before.equity * (1.0 + gained_bps / BPS)
    high, reset_high = max(before.high, equity), max(before.reset_high, equity)
    return Curve(
        equity=equity,
        high=high,
        max_drawdown_bps=max(before.max_drawdown_bps, BPS * (1.0 - equity / high)),
        pnl_bps=before.pnl_bps + gained_bps,
        reset_high=reset_high,
        since_reset_bps=max(before.since_reset_bps, BPS * (1.0 - equity / reset_high)),
        hours=before.hours + 1,
    )


def reset(before: Curve) -> Curve:
    """Begin to look for the next breach; what is reported goes on from the start."""
    return replace(before, reset_high=before.equity, since_reset_bps=0.0)
