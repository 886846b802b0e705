"""policies/regimes.yml: how much of the book may be invested in which weather."""

from pydantic import Field

from bot.policy.part import Count, Hours, Part, PolicyFile, Positive, Share


class Caps(Part):
    risk_off: Share = Field(0.20, alias="RISK_OFF", description="Gross cap in flight from risk.")
    high_vol: Share = Field(0.35, alias="HIGH_VOL", description="Gross cap in a storm.")
    mixed: Share = Field(0.60, alias="MIXED", description="Gross cap without direction.")
    risk_on: Share = Field(1.00, alias="RISK_ON", description="Gross cap in fair weather.")


class Market(Part):
    """The estimate from prices that stands beside what the agents say."""

    volatility_hours: Hours = Field(72, description="Window of volatility: three days, as storms.")
    high_daily_bps: Positive = Field(
        450.0,
        description="Daily volatility above it is HIGH_VOL: about 1.5 times a usual coin day.",
    )
    trend_hours: Hours = Field(168, description="Window of the trend: a week evens out its days.")
    trend_bps: Positive = Field(
        500.0, description="A trend beyond it is RISK_ON or RISK_OFF; between, MIXED."
    )


class Regimes(PolicyFile):
    caps: Caps = Field(Caps(), description="Gross cap of each regime, as a share of the book.")
    unknown_cap: Share = Field(0.50, description="Gross cap while the regime is not known.")
    unknown_within_last_known: bool = Field(
        default=True,
        description="And then never above the cap of the last known regime: silence in a "
        "storm must not raise the cap.",
    )
    min_data_points: Count = Field(
        20, description="Signals needed in the window; fewer: the regime is unknown."
    )
    window_hours: Hours = Field(24, description="Window whose signals vote: one primary horizon.")
    majority: Share = Field(
        0.5, description="The winning regime needs more than this share of votes, else unknown."
    )
    market: Market = Field(Market(), description="Estimate from prices; the tighter cap holds.")

    def cap(self, regime: str | None, last_known: str | None = None) -> float:
        caps: dict[str, float] = self.caps.model_dump(by_alias=True)
        if regime in caps:
            return caps[regime]
        if last_known in caps and self.unknown_within_last_known:
            return min(self.unknown_cap, caps[last_known])
        return self.unknown_cap
