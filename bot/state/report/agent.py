"""One agent in the report."""

from pydantic import Field

from bot.state.documents import Moment, Part

Row = tuple[str, str, float | None, str, float]


class Branch(Part):
    """What was judged together; each finding is (rule, outcome, observed, relation, limit)."""

    title: str
    leads_to: str
    advice: bool = False
    findings: tuple[Row, ...] = ()


class SliceRow(Part):
    """Settled trades of one regime, symbol or horizon."""

    n: int
    net_bps: float
    hit_rate: float | None


class BinRow(Part):
    """A tenth of prob_up: how often it was said, what was said on average, and what came."""

    low: float
    n: int
    said: float
    came: float


class EvidenceRow(Part):
    """Bps are of one view a day, net of cost and of the market's part; `next` is the next step."""

    epoch: int
    fingerprint: str
    e_value: float | None = None
    peak_e_value: float | None = None
    drift: float | None = None
    mean_bps: float | None = None
    bound_bps: float | None = None
    p_active: float | None = None
    p_dead: float | None = None
    days_held: float = 0.0
    hours_unpriced: int = 0
    next: str | None = None
    days_to_next: float | None = None


class AgentRow(Part):
    """`n` has the number of observations behind each measure of the same name."""

    strategy_class: str
    owner: str = ""
    stage: str
    ceiling: str
    since: Moment
    decision: str
    asks: str | None = None
    why: str
    killed: bool
    score: float | None
    score_parts: dict[str, float | None]
    retirement_score: int
    retirement_label: str
    runs: int
    signals: int
    pnl_sum_bps: float | None
    pnl_mean_bps: float | None
    alpha_30d_bps: float | None
    hit_rate: float | None
    ties: int
    flat: int
    error_rate: float | None
    error_bound: float | None
    avg_latency_ms: float | None
    p95_latency_ms: float | None
    tokens_in: int
    tokens_out: int
    cost_usd: float | None
    cost_per_signal_usd: float | None
    cost_drift: float | None
    value_usd: float | None
    drawdown_bps: float | None
    max_drawdown_bps: float | None
    sequence_drawdown_bps: float | None
    cvar95_bps: float | None
    sharpe: float | None
    psr: float | None
    dsr: float | None
    brier: float | None
    calibration_error: float | None
    completeness: float | None
    confidence: float
    confidence_decay: float
    regimes: dict[str, SliceRow]
    symbols: dict[str, SliceRow]
    horizons: dict[str, SliceRow]
    bins: tuple[BinRow, ...]
    evidence: EvidenceRow
    findings: tuple[Branch, ...]
    n: dict[str, int] = Field(default_factory=dict)
