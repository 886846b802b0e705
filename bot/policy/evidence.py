"""The numbers of the e-process and the fleet filter. Changing one changes every past verdict."""

from typing import Annotated

from pydantic import Field

from bot.policy.part import Amount, Part, Positive, Share, Steps

Edge = Annotated[float, Field(ge=-2, le=2)]


class FleetFilter(Part):
    """Calibrated by simulation, not guaranteed by theorem."""

    edges: tuple[Edge, ...] = Field(
        (-0.25, -0.15, -0.07, 0.0, 0.07, 0.13, 0.2, 0.3, 0.45),
        min_length=2,
        description="Constant edges an agent may have, in daily market volatilities.",
    )
    prior: tuple[Share, ...] = Field(
        (0.08, 0.17, 0.30, 0.30, 0.06, 0.04, 0.03, 0.015, 0.005),
        min_length=2,
        description="How common each is before any evidence: most agents have none. Sums to 1.",
    )
    dead_drift: float = Field(
        -0.06, ge=-2, le=0, description="Drift of an edge that died: its costs go on."
    )
    hazard_days: float = Field(
        60.0,
        gt=1,
        description="An edge dies with chance 1/(this + age in days) a day: old ones live on.",
    )
    em_steps: Steps = Field(3, description="Steps a day towards the fleet's own prior.")
    pseudo_agents: Amount = Field(
        10.0, description="Weight of the starting prior, in agents: a small fleet learns slowly."
    )


class Evidence(Part):
    rho: Positive = Field(
        60.0, description="Where the mixture is sharpest: about sixty units of variance."
    )
    sigma_halflife_hours: Positive = Field(24.0, description="Memory of market volatility.")
    sigma_start_bps: Positive = Field(190.0, description="Daily volatility before any is seen.")
    beta_halflife_days: Positive = Field(10.0, description="Memory of an agent's market exposure.")
    open_variance: Amount = Field(
        0.05, description="Added to the variance bound while a position is open: no free lunch."
    )
    bound_confidence: Share = Field(
        0.95, description="One-sided confidence of the lower bound that is shown beside the edge."
    )
    filter: FleetFilter = Field(FleetFilter(), description="The fleet's shared likelihoods.")
