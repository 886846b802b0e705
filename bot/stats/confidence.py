"""The confidence multiplier: how much of its size an agent's latest trades leave it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from bot.policy.allocation import Confidence as Rule
from bot.stats.kinds import Amount


@dataclass(frozen=True, slots=True)
class Confidence:
    """`recent` are the latest settled net bps, oldest first."""

    multiplier: Amount = 1.0
    recent: tuple[Amount, ...] = ()

    @property
    def decay(self) -> float:
        return 1.0 - self.multiplier


def after(before: Confidence, batches: Iterable[Sequence[float]], rule: Rule) -> Confidence:
    """Take in newly settled trades in time order; those settled at the same time are one batch."""
    for batch in batches:
        if batch:
            before = _step(before, batch, rule)
    return before


def _step(before: Confidence, batch: Sequence[float], rule: Rule) -> Confidence:
    # Within a batch there is no order; the worst count as the latest.
    recent = (*before.recent, *sorted(batch, reverse=True))[-rule.lookback :]
    moved = before.multiplier * _factor(fsum(recent[-rule.recent :]), rule)
    return Confidence(min(rule.highest, max(rule.lowest, moved)), recent)


def _factor(latest: float, rule: Rule) -> float:
    if latest < rule.bad_below_bps:
        return rule.bad_factor
    if latest < rule.weak_below_bps:
        return rule.weak_factor
    return rule.good_factor if latest > rule.good_above_bps else 1.0
