"""The numbers that a settlement stands on; policy gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.ledger.symbols import asset
from bot.policy.costs import Costs
from bot.policy.policy import Policy

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
INTERVALS = {"1m": MINUTE_MS, "5m": 5 * MINUTE_MS, "15m": 15 * MINUTE_MS, "1h": HOUR_MS}
DOUBLINGS = 20  # more than any wait needs, few enough for the numbers to stay small


@dataclass(frozen=True, slots=True)
class Cost:
    """What a round trip costs: both fees together, and both slippages."""

    fee_bps: float
    slippage_bps: float


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
    """`costs` is asked by (venue, asset), then (venue, ""), then the default holds.

    `late_ms` is how long after its receipt a signal may still be stored.
    """

    default_cost: Cost
    costs: Mapping[tuple[str, str], Cost] = field(default_factory=dict)
    horizons: tuple[int, ...] = (1, 4, 24)
    primary_horizon: int = 24
    interval_ms: int = MINUTE_MS
    max_gap_ms: int = 15 * MINUTE_MS
    late_ms: int = 2 * DAY_MS
    retry: Retry = field(default_factory=Retry)

    def cost(self, venue: str, asset: str) -> Cost:
        by_venue = self.costs.get((venue, ""), self.default_cost)
        return self.costs.get((venue, asset), by_venue)


def terms_of(policy: Policy) -> Terms:
    prices, governor = policy.prices, policy.governor
    return Terms(
        default_cost=_round_trip(governor.costs, "", ""),
        costs=_by_venue(governor.costs),
        horizons=tuple(governor.horizons_hours),
        primary_horizon=governor.primary_horizon_hours,
        interval_ms=INTERVALS[prices.interval],
        max_gap_ms=prices.max_gap_minutes * MINUTE_MS,
        late_ms=governor.events.past_hours * HOUR_MS,
        retry=Retry(
            first_ms=prices.unresolved.first_retry_minutes * MINUTE_MS,
            longest_ms=prices.unresolved.max_retry_minutes * MINUTE_MS,
            window_ms=prices.unresolved.give_up_hours * HOUR_MS,
        ),
    )


def _by_venue(costs: Costs) -> dict[tuple[str, str], Cost]:
    found: dict[tuple[str, str], Cost] = {}
    for venue, rate in costs.venues.items():
        found[venue, ""] = _round_trip(costs, venue, "")
        for symbol in rate.symbols:
            found[venue, asset(symbol)] = _round_trip(costs, venue, symbol)
    return found


def _round_trip(costs: Costs, venue: str, symbol: str) -> Cost:
    """Pay both sides: policy names the cost of one."""
    fee, slippage = costs.one_side(venue, symbol)
    return Cost(2 * fee, 2 * slippage)
