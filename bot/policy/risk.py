"""policies/risk.yml: the limits that stop things at once, independent of statistics."""

from collections.abc import Mapping

from pydantic import Field

from bot.policy.part import Amount, Count, Days, Hours, Name, Part, PolicyFile, Positive, Share


class Quarantine(Part):
    agreement: Share = Field(
        0.95, description="A newcomer that agrees more often with a quarantined agent is flagged."
    )
    min_common: Count = Field(50, description="Common views that can show it.")


class Severity(Part):
    stale_minutes: Count = Field(180, description="Newest prices older: critical. Six cycles.")
    pnl_days: Days = Field(30, description="Portfolio PnL of so many days below 0: high.")
    kill_hours: Hours = Field(24, description="Something killed within so many hours: high.")


class Forensics(Part):
    days: int = Field(
        30,
        ge=1,
        le=365,
        description="Window of the trades, by day of receipt: a month has days enough to compare.",
    )
    worst: Count = Field(25, description="Worst settled trades looked at.")
    min_trades: Count = Field(
        20, description="Other trades of the agent that can be compared, one a day."
    )
    significance: Share = Field(0.05, description="Chance below which a difference counts.")
    shock_sigma: Positive = Field(
        2.0, description="Volatility of a trade's hours over the week's before that is a shock."
    )
    sticky_share: Share = Field(0.8, description="Share of equal ones among ten confidences.")


class Risk(PolicyFile):
    max_drawdown_bps: Positive = Field(
        250.0,
        alias="MAX_DRAWDOWN_BPS",
        description="Portfolio drawdown from here on is a breach: latched, everything promoted "
        "lately is killed.",
    )
    agent_dd_breach_bps: Positive = Field(
        150.0,
        alias="AGENT_DD_BREACH_BPS",
        description="Drawdown of one agent from here on cuts its tickets by `haircut`.",
    )
    portfolio_risk_budget_usd: Amount = Field(
        1000.0, alias="PORTFOLIO_RISK_BUDGET_USD", description="What all tickets are cut from."
    )
    max_position_usd: Amount = Field(
        250.0, alias="MAX_POSITION_USD", description="Largest ticket of one agent."
    )
    haircut: Share = Field(0.5, description="Part of a ticket that is left after that breach.")
    agent_position_usd: Mapping[Name, Amount] = Field(
        {}, description="Own largest ticket of single agents; at most MAX_POSITION_USD."
    )
    daily_new_risk_usd: Amount = Field(
        1000.0, description="Tickets of one day together: the budget can be spent once a day."
    )
    local_stop_bps: Positive = Field(
        250.0,
        description="Drawdown at which an agent's own process stops, whatever the lease says.",
    )
    nav_usd: Positive = Field(1_000_000.0, description="Net asset value, for reporting.")
    risk_budget_pct: Share = Field(0.02, description="Share of NAV at risk, for reporting.")
    rollback_lookback_days: Days = Field(
        14, description="What was promoted within it is rolled back by a breach."
    )
    quarantine: Quarantine = Field(Quarantine(), description="Who looks like a quarantined agent.")
    severity: Severity = Field(Severity(), description="When a report is how severe.")
    forensics: Forensics = Field(Forensics(), description="How the worst trades are examined.")

    def position_usd(self, agent: str) -> float:
        return min(self.max_position_usd, self.agent_position_usd.get(agent, self.max_position_usd))
