"""Material: everything one look gave, as the report is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.decisions.attribution import Attribution
from bot.decisions.capital import AtRisk
from bot.decisions.facts import Facts
from bot.decisions.judgement import Judgement
from bot.decisions.regime import RegimeCall
from bot.decisions.severity import Severity
from bot.decisions.weights import Allocation
from bot.policy.policy import Policy
from bot.state.fleet import BreachEntry
from bot.state.lease import Lease
from bot.state.lineage import Lineage
from bot.words.stage import Stage


@dataclass(frozen=True, slots=True)
class Material:
    """`stages` are what agents may be from now on; `attributed` covers `attributed_days`."""

    policy: Policy
    facts: Facts
    judgement: Judgement
    stages: Mapping[str, Stage]
    call: RegimeCall
    allocation: Allocation
    risks: Mapping[str, AtRisk]
    severity: Severity
    attributed: Attribution
    attributed_days: int
    breaches: Sequence[BreachEntry]
    lineage: Lineage
    lease: Lease
    run_id: str

    @property
    def now(self) -> datetime:
        return self.facts.now
