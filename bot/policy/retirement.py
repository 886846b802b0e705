"""policies/retirement.yml: when an agent or a whole strategy class ends."""

from typing import Annotated

from pydantic import Field

from bot.policy.part import (
    Act,
    Amount,
    Count,
    Days,
    EValue,
    Part,
    Periods,
    PolicyFile,
    Positive,
    Share,
)

Points = Annotated[int, Field(ge=0, le=100)]
Votes = Annotated[int, Field(ge=1, le=4)]


class Losing(Part):
    points: Points = Field(40, description="Given for a loss over enough runs.")
    min_runs: Count = Field(10, description="Runs that are enough.")
    pnl_below_bps: float = Field(0.0, description="What counts as a loss.")


class DeepLoss(Part):
    points: Points = Field(30, description="Given for a deep loss.")
    pnl_below_bps: float = Field(-150.0, description="What counts as deep.")


class Errors(Part):
    points: Points = Field(20, description="Given for errors.")
    error_rate_above: Share = Field(0.10, description="What counts as too many.")


class Costly(Part):
    points: Points = Field(10, description="Given for cost without gain.")
    cost_above_usd: Amount = Field(5.0, description="What counts as cost.")
    pnl_at_most_bps: float = Field(0.0, description="What counts as no gain.")


class PointRule(Part):
    use: Act = Field("advise", description="act ends agents, advise only labels them.")
    losing: Losing = Field(Losing(), description="It lost.")
    deep_loss: DeepLoss = Field(DeepLoss(), description="It lost much.")
    errors: Errors = Field(Errors(), description="It fails.")
    costly: Costly = Field(Costly(), description="It costs and gains nothing.")
    retire_at: Points = Field(80, description="Label RETIRE from these points.")
    watch_at: Points = Field(55, description="Label WATCH from these points.")


class Futility(Part):
    use: Act = Field("act", description="Ends agents in shadow that are shown to have no edge.")
    e_value: EValue = Field(20.0, description="E on S' needed: wrong for at most 1 in 20.")
    edge: Positive = Field(0.10, description="The edge that S' = edge * sum(y^2) - S rules out.")


class KillRule(Part):
    use: Act = Field("off", description="Kills by literal limits; noise alone passes these.")
    pnl_sum_below_bps: float = Field(-150.0, description="Kills below this sum.")
    error_rate_above: Share = Field(0.20, description="Kills above this error rate.")


class TwoOfFour(Part):
    use: Act = Field("act", description="Ends by votes: alpha, confidence, cost, mismatch.")
    votes: Votes = Field(2, description="Votes needed of the four; null casts none.")
    period_days: Days = Field(7, description="One period: a week, so weekdays weigh the same.")
    alpha_periods: Periods = Field(
        4,
        description="Vote when alpha was below 0 for so many periods on end: chance gives 1 in 16.",
    )
    confidence_decay_above: Share = Field(
        0.75, description="Vote above this decay: half is what most agents with an edge show."
    )
    cost_over_value_above: Amount = Field(
        1.0, description="Vote when a USD spent brought less than a USD."
    )
    mismatch_above: Share = Field(
        0.5, description="Vote when more of a period's trades than this were against the regime."
    )
    mismatch_periods: Periods = Field(2, description="For so many periods on end: repeated.")
    mismatch_min_trades: Count = Field(10, description="Trades of a period that can show it.")
    hold_periods: Periods = Field(
        6,
        description="Hysteresis: the votes must stand for so many periods until the rule acts. "
        "At 2, noise ends almost half of all agents with an edge within half a year.",
    )
    clear_periods: Periods = Field(
        3, description="Hysteresis: and be gone for so many until a mark is lifted."
    )


class StrategyClassRule(Part):
    use: Act = Field("act", description="The same four votes over a class's agents together.")
    deprecate_votes: Votes = Field(1, description="Deprecated from: runs on, takes no newcomers.")
    kill_votes: Votes = Field(2, description="Killed from: no run, no capital, for good.")
    min_trades: Count = Field(60, description="Settled trades of the class that can judge it.")


class Retirement(PolicyFile):
    futility: Futility = Field(Futility(), description="No edge, shown.")
    two_of_four: TwoOfFour = Field(TwoOfFour(), description="Two of four bad signs that last.")
    strategy_class: StrategyClassRule = Field(
        StrategyClassRule(), description="The same for whole classes."
    )
    points: PointRule = Field(PointRule(), description="The points of the report.")
    kill: KillRule = Field(KillRule(), description="Kill by literal limits.")
