"""policies/allocation.yml: who gets how much of the book; what nobody gets is cash."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from bot.policy.part import Count, Name, Part, PolicyFile, Positive, Share


class WeightCaps(Part):
    agent: Share = Field(
        0.20, description="Largest weight of one agent: five must agree to fill it."
    )
    strategy_class: Share = Field(0.50, description="Of one class: half the book is one idea.")
    symbol: Share = Field(0.40, description="Of one symbol.")
    strategy_classes: Mapping[Name, Share] = Field({}, description="Own caps of single classes.")
    symbols: Mapping[str, Share] = Field({}, description="Own caps of single symbols.")

    def of_class(self, strategy_class: str) -> float:
        return min(self.strategy_class, self.strategy_classes.get(strategy_class, 1.0))

    def of_symbol(self, symbol: str) -> float:
        return min(self.symbol, self.symbols.get(symbol, 1.0))


class Quality(Part):
    """Numbers of the method `quality`: pnl x (base + hit) x confidence multiplier."""

    hit_base: float = Field(0.5, ge=0, le=1, description="Added to the hit rate.")
    max_error_rate: Share = Field(0.05, description="Agents above it get nothing.")
    pnl_above_bps: float = Field(0.0, ge=0, description="Agents at or below it get nothing.")


class Confidence(Part):
    """The multiplier: one step for each newly settled trade of the primary horizon."""

    lookback: Count = Field(30, description="Settled trades it looks back on.")
    recent: Count = Field(5, description="Last trades whose sum makes the step.")
    lowest: Share = Field(0.20, description="Bound below.")
    highest: float = Field(1.20, ge=1, le=2, description="Bound above.")
    bad_below_bps: float = Field(-50.0, le=0, description="A sum below it is bad.")
    bad_factor: Share = Field(0.85, description="Step when bad.")
    weak_below_bps: float = Field(0.0, le=0, description="A sum below it is weak.")
    weak_factor: Share = Field(0.93, description="Step when weak.")
    good_above_bps: float = Field(50.0, ge=0, description="A sum above it is good.")
    good_factor: float = Field(1.03, ge=1, le=2, description="Step when good: slower than down.")


class Allocation(PolicyFile):
    method: Literal["softmax", "quality"] = Field(
        "softmax", description="softmax of alpha x confidence / volatility, or quality."
    )
    temperature: Positive = Field(
        1.0, description="Of softmax on standardised scores: lower bets more on the best."
    )
    volatility_floor_bps: Positive = Field(
        20.0, description="Least volatility divided by: a quiet month is not a safe agent."
    )
    canary_size: Share = Field(0.25, description="A canary's part of a full weight: a quarter.")
    caps: WeightCaps = Field(WeightCaps(), description="Largest weights, as shares of the book.")
    quality: Quality = Field(Quality(), description="The other method.")
    confidence: Confidence = Field(Confidence(), description="Recent form of each agent.")
    unknown_cvar_share: Share | None = Field(
        None, description="Share of NAV shown where CVaR is not known; null: shown as unknown."
    )
