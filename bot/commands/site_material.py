"""Reads the state for the dashboard: whatever cannot be used is named, the rest is shown."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from bot.commands.site_history import CHECKPOINTS, DAYS, audited, beliefs, days
from bot.effects.charts.history import points
from bot.effects.site.material import Home, Material
from bot.errors import StateError
from bot.policy.policy import Policy
from bot.state.audit.anchors import SignatureCheck
from bot.state.audit.head import Anchor
from bot.state.capital import CAPITAL
from bot.state.documents import Document, StateFile, load
from bot.state.fleet import FLEET
from bot.state.intents import FOLDER as INTENTS
from bot.state.intents import remembered
from bot.state.lease import GATE
from bot.state.proposals import PROPOSALS
from bot.state.report.forensics import FORENSICS
from bot.state.report.report import REPORT
from bot.state.strategies import STRATEGIES
from bot.state.tree import Tree

D = TypeVar("D", bound=Document)
T = TypeVar("T")


class Reader:
    """Keeps a sentence for each place that could not be read."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.trouble: dict[str, str] = {}

    def trying(self, place: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except StateError as error:
            self.trouble[place] = str(error)
            return otherwise

    def document(self, file: StateFile[D]) -> D:
        return self.trying(file.pattern, lambda: load(self.tree, file), file.model(v=file.version))


def gather(
    tree: Tree,
    policy: Policy,
    anchors: Sequence[Anchor],
    check: SignatureCheck | None,
    home: Home,
) -> Material:
    reader = Reader(tree)
    report, terms = reader.document(REPORT), policy.promotion.evidence
    fleet = reader.document(FLEET)
    entries, verdict = audited(tree, anchors, policy.digest, check)
    return Material(
        report=report,
        lease=reader.document(GATE),
        capital=reader.document(CAPITAL),
        strategies=reader.document(STRATEGIES),
        forensics=reader.document(FORENSICS),
        policy=policy,
        points=tuple(points(reader.trying(DAYS, lambda: days(tree), []), fleet.curve)),
        beliefs=reader.trying(CHECKPOINTS, lambda: beliefs(tree, terms), {}),
        entries=entries,
        verdict=verdict,
        intents=tuple(reader.trying(INTENTS, lambda: remembered(tree), ())),
        proposals=_proposals(reader),
        scorecard=report.model_dump(mode="json", include={"scorecard"}).get("scorecard"),
        trouble=reader.trouble,
        home=home,
    )


def _proposals(reader: Reader) -> dict[str, Any]:
    found = reader.document(PROPOSALS)
    return found.model_dump(mode="json", exclude={"v"}) if found.proposals else {}
