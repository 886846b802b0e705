"""The report as a document."""

from pydantic import Field

from bot.state.documents import GENESIS, Document, StateFile
from bot.state.report.agent import AgentRow
from bot.state.report.fleet import (
    Allocation,
    Attribution,
    CapitalRow,
    FleetRow,
    GapRow,
    KillRow,
    Lineage,
    Meta,
    ProposalRow,
    StrategyRow,
    TailRow,
)
from bot.state.report.scorecard import Scorecard


class Report(Document):
    """A report that has not been written yet has neither `meta` nor `fleet`."""

    meta: Meta | None = None
    fleet: FleetRow | None = None
    agents: dict[str, AgentRow] = Field(default_factory=dict)
    allocation: Allocation | None = None
    capital: dict[str, CapitalRow] = Field(default_factory=dict)
    strategies: dict[str, StrategyRow] = Field(default_factory=dict)
    strategy_cvar: dict[str, TailRow] = Field(default_factory=dict)
    attribution: Attribution = Attribution()
    lineage: Lineage = Lineage()
    research: tuple[GapRow, ...] = ()
    regime_proposals: tuple[ProposalRow, ...] = ()
    auto_kill: tuple[KillRow, ...] = ()
    scorecard: Scorecard | None = None

    @property
    def generated_at(self) -> str:
        return self.meta.generated_at if self.meta else GENESIS


REPORT = StateFile(
    "state/reports/meta_report.json",
    "judge",
    "The report that people and tools read",
    Report,
)
