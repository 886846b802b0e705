"""The lease: who may trade, how much, until when, and whom it stops."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sdk.assets import asset
from bot.sdk.fields import render
from bot.sdk.refusal import Code, Leave, Refusal

TOLERANCE = timedelta(minutes=2)
MAY_TRADE = ("canary", "live")
MAY_RUN = (*MAY_TRADE, "shadow", "demoted")
STAGES = (*MAY_RUN, "killed", "retired", "quarantined", "paused", "proposed")


@dataclass(frozen=True, slots=True)
class Killed:
    everything: bool
    agents: frozenset[str]
    strategy_classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class LeasedAgent:
    strategy_class: str
    stage: str
    weight: float
    confidence: float
    haircut: float
    position_usd: float


@dataclass(frozen=True, slots=True)
class Caps:
    regime: str | None
    gross: float
    symbol: float
    symbols: Mapping[str, float]

    def of(self, symbol: str) -> float:
        """Give the tightest cap that is written for it, in whatever spelling."""
        held = asset(symbol)
        own = (cap for name, cap in self.symbols.items() if asset(name) == held)
        return min((self.symbol, *own))


@dataclass(frozen=True, slots=True)
class Budget:
    portfolio_usd: float
    max_position_usd: float
    daily_new_risk_usd: float
    local_stop_bps: float


@dataclass(frozen=True, slots=True)
class Lease:
    mode: str
    generated_at: datetime
    valid_until: datetime
    sequence: int
    policy_digest: str
    killed: Killed
    agents: Mapping[str, LeasedAgent]
    caps: Caps
    budget: Budget
    signature: str
    signed: bytes

    @property
    def everything(self) -> bool:
        return self.killed.everything

    def early(self, now: datetime) -> bool:
        return now < self.generated_at - TOLERANCE

    def timely(self, now: datetime) -> Leave:
        if self.early(now):
            return distrusted(
                Code.LEASE_FUTURE,
                f"it was made at {render(self.generated_at)} and here it is {render(now)}; "
                "set this machine's clock",
            )
        if now >= self.valid_until:
            return distrusted(
                Code.LEASE_EXPIRED,
                f"it ran out at {render(self.valid_until)} and here it is {render(now)}; "
                "see why Governor writes no new one",
            )
        return True

    def stops(self, agent: str, strategy_class: str) -> str | None:
        """Say what of this agent the lease lists as killed, or as paused or worse."""
        entry = self.agents.get(agent)
        classes = {strategy_class, entry.strategy_class if entry else strategy_class}
        if self.killed.everything:
            return "everything"
        if agent in self.killed.agents:
            return f"the agent {agent}"
        return next(
            (f"the strategy class {n}" for n in sorted(classes & self.killed.strategy_classes)),
            None,
        )


def distrusted(code: Code, reason: str) -> Refusal:
    return Refusal(code, f"Cannot trust the lease: {reason}.")
