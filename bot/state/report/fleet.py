"""The fleet as a whole in the report: portfolio, classes, capital, what people should look at."""

from pydantic import Field

from bot.state.documents import Moment, Part
from bot.state.lineage import Family, Node
from bot.state.report.agent import Row


class BreachRow(Part):
    at: Moment
    drawdown_bps: float
    limit_bps: float
    killed: tuple[str, ...] = ()
    latched: bool = True


class Meta(Part):
    """`evidence_at` is the end of the last hour that was taken in."""

    v: int = 1
    run_id: str
    generated_at: Moment
    evidence_at: Moment
    policy_digest: str
    mode: str
    severity: str
    findings: tuple[Row, ...]
    breach: BreachRow | None = None
    newest_price: Moment | None = None
    lease_until: Moment
    missed_slots: int = 0
    strays: int = 0


class FleetRow(Part):
    agents: int
    trades: int
    portfolio_pnl_bps: float
    portfolio_pnl_30d_bps: float
    portfolio_hit_rate: float | None
    portfolio_drawdown_bps: float
    portfolio_max_drawdown_bps: float
    portfolio_cvar95_bps: float | None
    portfolio_sharpe: float | None
    drawdown_limit_bps: float
    current_regime: str | None
    regime_by_signals: str | None
    regime_by_market: str | None
    regime_cap: float
    gross: float
    cash: float
    n: dict[str, int] = Field(default_factory=dict)


class Allocation(Part):
    """`weights` are shares of the book under the regime's cap; `confidence_state` scales them."""

    method: str
    weights: dict[str, float]
    confidence_state: dict[str, float]
    excluded: dict[str, str]


class CapitalRow(Part):
    weight: float
    risk_budget_usd: float
    portfolio_cvar_usd: float | None


class StrategyRow(Part):
    status: str
    since: Moment
    reason: str
    agents: int
    trades: int
    pnl_sum_bps: float | None
    alpha_30d_bps: float | None
    hit_rate: float | None
    cost_usd: float | None
    findings: tuple[Row, ...] = ()


class TailRow(Part):
    """CVaR95 of a class's settled trades, null below the least n."""

    cvar95_bps: float | None
    n: int


class Attribution(Part):
    """Each table adds up to the portfolio's PnL to the last decimal shown."""

    agents: dict[str, float] = Field(default_factory=dict)
    strategy_classes: dict[str, float] = Field(default_factory=dict)
    symbols: dict[str, float] = Field(default_factory=dict)
    regimes: dict[str, float] = Field(default_factory=dict)
    days: int = 0
    total_bps: float = 0.0


class Lineage(Part):
    """As in state/lineage.json."""

    nodes: dict[str, Node] = Field(default_factory=dict)
    families: dict[str, Family] = Field(default_factory=dict)


class GapRow(Part):
    """A regime in which no promoted agent has shown a gain, and who came nearest."""

    regime: str
    why: str
    nearest: str | None = None
    mean_bps: float | None = None
    n: int = 0


class ProposalRow(Part):
    """What kind of agent the fleet lacks; the thesis is left to whoever proposes one."""

    regime: str
    strategy_class: str
    parent: str
    mean_bps: float
    n: int


class KillRow(Part):
    target: str
    stage: str
    since: Moment
    reason: str
    by: str
