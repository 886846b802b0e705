"""Life: the running totals of one hypothesis since its epoch began."""

from dataclasses import dataclass, field

from bot.stats.curve import Curve


@dataclass(frozen=True, slots=True)
class Life:
    """`level` and `high` are of the settled trades in order, `path` of the marked-to-market curve.

    A diagnostic and the truth: the sequence knows nothing of what is open, the path does.
    """

    trades: int = 0
    net_bps: float = 0.0
    wins: int = 0
    ties: int = 0
    flat: int = 0
    high_bps: float = 0.0
    sequence_drawdown_bps: float = 0.0
    errors: int = 0
    cost_usd: float = 0.0
    path: Curve = field(default_factory=Curve)
