"""Alpha: what a hypothesis earned beyond what the market gave for its usual tilt, net of cost."""

from bot.stats.fold import Fold
from bot.stats.measured import Measured, measured, unknown

HOURS_A_DAY = 24.0


def alpha_bps(then: Fold, now: Fold, name: str, least: int) -> Measured:
    """Compare the fold of today with a checkpoint, say of 30 days ago; n counts days held."""
    if name not in now.names:
        return unknown(0)
    earned, hours = _so_far(now, name)
    before, hours_before = _so_far(then, name) if name in then.names else (0.0, 0.0)
    return measured(earned - before, int((hours - hours_before) // HOURS_A_DAY), least)


def _so_far(fold: Fold, name: str) -> tuple[float, float]:
    row = fold.names.index(name)
    return float(fold.evidence.excess_bps[row]), float(fold.evidence.hours[row])
