"""state/reports/failure_forensics.json: the worst trades, and what was tested about them."""

from typing import ClassVar

from pydantic import Field

from bot.state.documents import GENESIS, Document, Moment, Part, StateFile


class WorstTrade(Part):
    """Turbulence is in volatilities of the week before; null is what nothing is known of.

    `sticky` is the share of the agent's ten latest views that gave exactly this confidence.
    """

    signal_id: str
    agent: str
    strategy_class: str
    run_id: str
    symbol: str
    direction: str
    received_at: Moment
    exit_at: Moment
    gross_bps: float
    net_bps: float
    regime: str | None
    regime_then: str | None
    symbol_turbulence: float | None
    market_turbulence: float | None
    confidence: float | None
    sticky: float | None
    latency_ms: float | None
    cost_usd: float | None
    errors: int | None


class ForensicTest(Part):
    """One hypothesis about the worst trades of an agent, or of the fleet (`agent` is empty).

    `effect` is how much more often a worst trade lies above another of its agent than below, from
    -1 to 1; of shares it is their difference. `p` is exact, `q` is adjusted for all tests.
    """

    agent: str
    hypothesis: str
    outcome: str
    effect: float | None
    n_worst: int
    n_others: int
    p: float | None
    q: float | None
    why: str = ""


class LookalikeRow(Part):
    """An agent whose views agree with those of a stopped one, of so many that both had."""

    agent: str
    like: str
    agreement: float
    common: int


class ForensicReport(Document):
    """`trades` is how many were settled in the window that begins at `since`."""

    depth: ClassVar[int | None] = 3
    generated_at: Moment = GENESIS
    since: Moment = GENESIS
    trades: int = 0
    worst: list[WorstTrade] = Field(default_factory=list)
    tests: list[ForensicTest] = Field(default_factory=list)
    lookalikes: list[LookalikeRow] = Field(default_factory=list)


FORENSICS = StateFile(
    "state/reports/failure_forensics.json",
    "forensics",
    "The worst trades and what was tested about them",
    ForensicReport,
)
