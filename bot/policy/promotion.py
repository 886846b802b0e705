"""policies/promotion.yml: what an agent must show to rise, and when it falls back."""

from typing import Literal

from pydantic import Field

from bot.policy.evidence import Evidence
from bot.policy.part import Amount, Count, Days, EValue, Part, PolicyFile, Positive, Share, Use
from bot.policy.score import Score


class Canary(Part):
    rule: Literal["evidence", "skip"] = Field(
        "evidence", description="skip: there is no canary stage, shadow rises to live."
    )
    e_value: EValue = Field(
        7.0, description="E needed: at worst 1 in 7 without edge ever gets here, measured 1 in 50."
    )
    positive_sum: Use = Field("gate", description="The sum of y at full weight must be above 0.")


class Live(Part):
    rule: Literal["fdr", "bh", "gates"] = Field(
        "fdr",
        description="fdr: by P(active). bh: Benjamini-Hochberg, a third of the power but "
        "guaranteed. gates: by the gates alone.",
    )
    sup_e_value: EValue = Field(20.0, description="Largest E ever reached that fdr demands.")
    fdr: Share = Field(
        0.07, description="Mean 1 - P(active) of the agents that are live: about 1 in 14 is none."
    )
    bh_q: Share = Field(0.10, description="False discovery rate that bh guarantees.")


class Gate(Part):
    use: Use = Field(description="gate blocks, advise is only shown, off is not computed.")


class Floor(Gate):
    min: float = Field(description="Passes at it or above.")


class Above(Gate):
    above: float = Field(description="Passes only above it.")


class Ceiling(Gate):
    max: Amount = Field(description="Passes at it or below.")


class Below(Gate):
    below: Amount = Field(description="Passes only below it.")


class ErrorBound(Ceiling):
    confidence: Share = Field(0.95, description="One-sided confidence of the bound.")


class Drift(Gate):
    min: Amount = Field(0.5, description="Least ratio of cost a run, recent to before.")
    max: Amount = Field(2.0, description="Largest ratio: a doubled bill is another agent.")
    recent_days: Days = Field(7, description="What counts as recent: a full week of weekdays.")
    baseline_days: Days = Field(30, description="What it is compared with, before that.")


class Gates(Part):
    """Beside these a kill flag always blocks; nothing switches that off."""

    behavioral_score: Floor = Field(
        Floor(use="gate", min=80.0), description="Score of 0 to 100, see `score`."
    )
    error_rate: ErrorBound = Field(
        ErrorBound(use="gate", max=0.10),
        description="Upper bound of the error rate: 30 clean runs pass.",
    )
    latency_p95_ms: Ceiling = Field(
        Ceiling(use="gate", max=30_000), description="Language models answer in seconds."
    )
    cost_per_signal_usd: Ceiling = Field(
        Ceiling(use="gate", max=0.25), description="10 bps of a full ticket of 250 USD."
    )
    value_over_cost: Above = Field(
        Above(use="gate", above=1.0), description="USD earned for each USD spent on the agent."
    )
    confidence_decay: Below = Field(
        Below(use="gate", below=0.75),
        description="1 - confidence multiplier: recent form, 0.8 at worst. At 0.2 noise alone "
        "would hold back seven of ten agents with an edge.",
    )
    data_fresh: Use = Field(
        "gate", description="Data must not be stale, see severity.stale_minutes in risk.yml."
    )
    cost_drift: Drift = Field(Drift(use="advise"), description="Whether its bill has changed.")
    realized_pnl_bps: Above = Field(
        Above(use="advise", above=0.0), description="Net of costs; E says more, people ask for it."
    )
    pnl_sum_bps: Floor = Field(
        Floor(use="off", min=150.0), description="Smaller than one trade's noise: not evidence."
    )
    hit_rate: Floor = Field(
        Floor(use="off", min=0.55), description="Sellers of rare large losses have the best ones."
    )
    error_count: Ceiling = Field(
        Ceiling(use="off", max=0), description="Punishes long records; see error_rate."
    )
    latency_mean_ms: Ceiling = Field(
        Ceiling(use="off", max=900), description="Hides the slow runs; see latency_p95_ms."
    )


class Minimum(Part):
    """Below these a measure is null, and null never passes a gate nor casts a vote."""

    trades: Count = Field(20, description="For hit rate and for sums that decide.")
    cvar_trades: Count = Field(20, description="For CVaR95: its tail is one trade in 20.")
    days: Count = Field(20, description="For Sharpe, PSR and DSR.")
    alpha_days: Count = Field(5, description="Days with results for a 30-day alpha.")
    runs: Count = Field(20, description="For error rate, latency and cost drift.")
    signals: Count = Field(20, description="For calibration, completeness and cost a signal.")


class Cusum(Part):
    limit: Positive = Field(3.0, description="W at which the edge counts as gone.")
    floor: Positive = Field(0.08, description="Least edge tested for: smaller takes years to see.")


class Demotion(Part):
    rule: Literal["filter", "cusum", "off"] = Field(
        "filter", description="filter: by P(dead | was active), daily. cusum: by a running sum."
    )
    p_dead: Share = Field(0.80, description="Above it the agent returns to shadow; reversible.")
    cusum: Cusum = Field(Cusum(), description="Numbers of the other rule.")


class Promotion(PolicyFile):
    alpha_days: Days = Field(30, description="Window of the alpha that is shown and voted on.")
    runs_days: Days = Field(
        30, description="Window of error rate, latency and cost: a mended agent is trusted again."
    )
    canary: Canary = Field(Canary(), description="From shadow to canary.")
    live: Live = Field(Live(), description="From canary to live.")
    gates: Gates = Field(Gates(), description="What every rise must pass besides.")
    minimum: Minimum = Field(Minimum(), description="Least n of each measure.")
    score: Score = Field(Score(), description="The behavioral score.")
    evidence: Evidence = Field(Evidence(), description="The e-process.")
    demotion: Demotion = Field(Demotion(), description="From canary or live back to shadow.")
