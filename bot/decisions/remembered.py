"""What judging remembers between two looks beside the fold: the documents that only it writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.decisions.judgement import Memory
from bot.state.capital import CAPITAL, Capital
from bot.state.decisions import DECISIONS
from bot.state.documents import GENESIS, load
from bot.state.fleet import FLEET, Fleet
from bot.state.lease import GATE, Lease
from bot.state.lineage import LINEAGE, Lineage
from bot.state.proposals import PROPOSALS
from bot.state.report.report import REPORT, Report
from bot.state.strategies import STRATEGIES
from bot.state.tree import Tree


@dataclass(frozen=True, slots=True)
class Remembered:
    """`theses` say by proposal why an agent was made; they are read here and never written."""

    memory: Memory = field(default_factory=Memory)
    fleet: Fleet = field(default_factory=Fleet)
    capital: Capital = field(default_factory=Capital)
    lineage: Lineage = field(default_factory=Lineage)
    lease: Lease = field(default_factory=Lease)
    report: Report = field(default_factory=Report)
    theses: Mapping[str, str] = field(default_factory=dict)

    @property
    def judged_at(self) -> str:
        """Give the latest moment that these documents know a judgement of."""
        reported = self.report.meta.generated_at if self.report.meta else GENESIS
        return max(self.fleet.generated_at, self.lease.generated_at, reported)


def recall(tree: Tree) -> Remembered:
    return Remembered(
        Memory(load(tree, DECISIONS), load(tree, STRATEGIES)),
        load(tree, FLEET),
        load(tree, CAPITAL),
        load(tree, LINEAGE),
        load(tree, GATE),
        load(tree, REPORT),
        load(tree, PROPOSALS).theses(),
    )
