"""Everything the dashboard is made of. What could not be read is empty here, and named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.effects.charts.equity import Point
from bot.effects.charts.evidence import Belief
from bot.effects.site.addresses import quoted
from bot.effects.site.letters import Mailed, Note
from bot.policy.policy import Policy
from bot.state.audit.entry import Entry
from bot.state.audit.verify import Verdict
from bot.state.capital import Capital
from bot.state.impact import Impacts
from bot.state.intents import Intent
from bot.state.lease import Lease
from bot.state.proposals import Proposals
from bot.state.report.forensics import ForensicReport
from bot.state.report.report import Report


@dataclass(frozen=True, slots=True)
class Home:
    """Where the repository stands on the web, such as https://github.com/acme/fleet; "" unknown."""

    address: str = ""
    branch: str = "main"
    state_branch: str = ""

    def button(self, name: str) -> str:
        return f"{self.address}/actions/workflows/{name}.yml" if self.address else ""

    def edit(self, path: str) -> str:
        return f"{self.address}/edit/{quoted(self.branch)}/{path}" if self.address else ""

    def state(self, path: str) -> str:
        branch = quoted(self.state_branch or self.branch)
        return f"{self.address}/blob/{branch}/{path}" if self.address else ""

    def pull(self, number: str) -> str:
        known = number.isascii() and number.isdigit()
        return f"{self.address}/pull/{number}" if self.address and known else ""


@dataclass(frozen=True, slots=True)
class Material:
    """`beliefs` are by hypothesis; `trouble` has a sentence for each file that cannot be used."""

    report: Report = field(default_factory=Report)
    lease: Lease = field(default_factory=Lease)
    capital: Capital = field(default_factory=Capital)
    forensics: ForensicReport = field(default_factory=ForensicReport)
    policy: Policy | None = None
    points: tuple[Point, ...] = ()
    beliefs: Mapping[str, tuple[Belief, ...]] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    verdict: Verdict | None = None
    intents: tuple[Intent, ...] = ()
    proposals: Proposals = field(default_factory=Proposals)
    impacts: Impacts = field(default_factory=Impacts)
    note: Note | None = None
    mails: tuple[Mailed, ...] = ()
    trouble: Mapping[str, str] = field(default_factory=dict)
    home: Home = Home()

    def troubles(self, *places: str) -> list[str]:
        """Say what is wrong with files that begin so."""
        return [why for path, why in sorted(self.trouble.items()) if path.startswith(places)]
