"""The numbers that a settlement stands on; policy gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
DOUBLINGS = 20  # more than any wait needs, few enough for the numbers to stay small


@dataclass(frozen=True, slots=True)
class Cost:
    """What a round trip costs: both fees together, and both slippages."""

    fee_bps: float
    slippage_bps: float

    @property
    def total_bps(self) -> float:
        return self.fee_bps + self.slippage_bps


@dataclass(frozen=True, slots=True)
class Retry:
    """How long to wait after the first failure (doubled each time), at most, and in all."""

    first_ms: int = 30 * MINUTE_MS
    longest_ms: int = 6 * HOUR_MS
    window_ms: int = 7 * DAY_MS

    def wait_ms(self, tries: int) -> int:
        doublings = min(tries - 1, DOUBLINGS)
        return min(self.first_ms << doublings, self.longest_ms)


@dataclass(frozen=True, slots=True)
class Terms:
    """`costs` is asked by (venue, asset), then (venue, ""), then the default holds."""

    default_cost: Cost
    costs: Mapping[tuple[str, str], Cost] = field(default_factory=dict)
    horizons: tuple[int, ...] = (1, 4, 24)
    primary_horizon: int = 24
    interval_ms: int = MINUTE_MS
    max_gap_ms: int = 15 * MINUTE_MS
    retry: Retry = field(default_factory=Retry)

    def cost(self, venue: str, asset: str) -> Cost:
        by_venue = self.costs.get((venue, ""), self.default_cost)
        return self.costs.get((venue, asset), by_venue)
