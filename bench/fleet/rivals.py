"""What the default rules are measured against: the classic set, and a t-test peeked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.fleet.agents import Ints, Trades
from bench.fleet.market import HORIZON, Array
from bot.decisions.gates import Record, judge, kill
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.stats.confidence import Confidence, after

LEAST_TRADES = 30
T_LIMIT = 1.645
NEVER = float("inf")
CLASSIC = Path(__file__).parents[2] / "policies" / "profiles" / "classic"


@dataclass(frozen=True)
class Tenure:
    """Hours at which an agent was promoted and killed."""

    promoted: float = NEVER
    killed: float = NEVER


def peeked(trades: Trades, agents: int) -> list[Tenure]:
    return [Tenure(_peeked(*mine)) for mine in _by_agent(trades, agents)]


def classic(trades: Trades, agents: int) -> list[Tenure]:
    policy = classic_policy()
    return [_classic(*mine, policy) for mine in _by_agent(trades, agents)]


def classic_policy() -> Policy:
    policy, problems = read({path.name: path.read_bytes() for path in CLASSIC.glob("*.yml")})
    if policy is None:
        raise ValueError("; ".join(problem.sentence() for problem in problems))
    return policy


def weights(tenures: list[Tenure], hours: int) -> Array:
    hour = np.arange(hours)[:, None]
    promoted = np.array([tenure.promoted for tenure in tenures])
    killed = np.array([tenure.killed for tenure in tenures])
    return ((hour >= promoted) & (hour < killed)).astype(np.float64)


def _by_agent(trades: Trades, agents: int) -> Iterator[tuple[Ints, Array]]:
    for agent in range(agents):
        mine = trades.agent == agent
        exits, net = trades.hour[mine] + HORIZON, trades.net_bps[mine]
        order = np.argsort(exits, kind="stable")
        yield exits[order], net[order]


def _peeked(exits: Ints, net: Array) -> float:
    count = np.arange(1, len(net) + 1)
    mean = np.cumsum(net) / count
    spread = np.cumsum(net * net) / count - mean * mean
    with np.errstate(divide="ignore", invalid="ignore"):
        t = mean / np.sqrt(spread / (count - 1))
    found = np.flatnonzero((count >= LEAST_TRADES) & (t > T_LIMIT))
    return float(exits[found[0]]) if len(found) else NEVER


def _classic(exits: Ints, net: Array, policy: Policy) -> Tenure:
    """Look after every settlement; a kill is for good. Runs, latency and cost are faultless."""
    confidence, total, hits, count = Confidence(), 0.0, 0, 0
    promoted = NEVER
    for hour in np.unique(exits):
        batch = net[exits == hour].tolist()
        confidence = after(confidence, [batch], policy.allocation.confidence)
        total, count = total + sum(batch), count + len(batch)
        hits += sum(one > 0 for one in batch)
        if any(one.passed for one in kill(total, 0.0, policy.retirement.kill)):
            return Tenure(promoted, float(hour))
        record = Record(
            behavioral_score=100.0,
            error_count=0.0,
            latency_mean_ms=500.0,
            cost_drift=1.0,
            confidence_decay=confidence.decay,
            realized_pnl_bps=total,
            pnl_sum_bps=total,
            hit_rate=hits / count,
        )
        if promoted == NEVER and all(one.passed for one in judge(record, policy.promotion.gates)):
            promoted = float(hour)
    return Tenure(promoted)
