"""Reads the state for the dashboard: whatever cannot be used is named, the rest is shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from bot.commands.site_history import CHECKPOINTS, DAYS, audited, beliefs, days
from bot.commands.site_letters import NAMES, mailed, note
from bot.effects.charts.history import points
from bot.effects.site.letters import Mailed
from bot.effects.site.material import Home, Material
from bot.errors import StateError
from bot.policy.policy import Policy
from bot.state.audit.anchors import SignatureCheck
from bot.state.audit.files import FOLDER as AUDIT
from bot.state.audit.head import Anchor
from bot.state.capital import CAPITAL
from bot.state.documents import Document, StateFile, load
from bot.state.fleet import FLEET
from bot.state.impact import IMPACTS
from bot.state.intents import FOLDER as INTENTS
from bot.state.intents import Intent, remembered
from bot.state.lease import GATE
from bot.state.proposals import PROPOSALS
from bot.state.registry import FILES
from bot.state.report.forensics import FORENSICS
from bot.state.report.report import REPORT
from bot.state.strategies import STRATEGIES
from bot.state.tree import Tree

D = TypeVar("D", bound=Document)
T = TypeVar("T")
# A judgement writes all of these in one commit: where one is there, the others were.
JUDGED = (REPORT, GATE, CAPITAL, FLEET, STRATEGIES)
PROOF = (REPORT, FLEET, CAPITAL, STRATEGIES)  # a lease alone may be the genesis one
MISSING = (
    "Cannot use {}: it is missing, although the fleet was judged. Restore it from the last good "
    "commit, or let the next cycle write it."
)
UNSOUND = "Cannot rely on state/audit/: {}. The page of decisions names every fault."
UNMEASURED = (
    "Cannot show the evidence of each day: it is measured by policies/promotion.yml, and the "
    "policies cannot be used."
)


@dataclass(frozen=True, slots=True)
class Law:
    """The policies as written; without them `mistakes` has a sentence for each that they have."""

    policy: Policy | None
    mistakes: Mapping[str, str] = field(default_factory=dict)


class Reader:
    """Keeps a sentence for each place that could not be read."""

    def __init__(self, tree: Tree, trouble: Mapping[str, str]) -> None:
        self.tree = tree
        self.trouble = dict(trouble)

    def trying(self, place: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except StateError as error:
            if str(error) not in self.trouble.values():
                self.trouble[place] = str(error)
            return otherwise

    def document(self, file: StateFile[D]) -> D:
        return self.trying(file.pattern, lambda: load(self.tree, file), file.model(v=file.version))

    def look_at(self, files: Iterable[StateFile[Any]]) -> None:
        """Name those that no page shows too: the next cycle stops at each."""
        for file in files:
            if file.pattern not in self.trouble:
                self.document(file)

    def miss_what_was_judged(self) -> None:
        here = {file.pattern for file in JUDGED if self.tree.read(file.pattern) is not None}
        if here.isdisjoint(file.pattern for file in PROOF):
            return
        gone = [file.pattern for file in JUDGED if file.pattern not in here]
        for place in [*gone, *([] if self.tree.names(AUDIT) else [AUDIT])]:
            self.trouble[place] = MISSING.format(place)


def gather(
    tree: Tree,
    law: Law,
    anchors: Sequence[Anchor],
    check: SignatureCheck | None,
    home: Home,
) -> Material:
    reader, policy = Reader(tree, law.mistakes), law.policy
    report, fleet = reader.document(REPORT), reader.document(FLEET)
    digest = policy.digest if policy else ""
    entries, verdict = audited(tree, anchors, digest, check)
    if verdict.faults:
        reader.trouble[AUDIT] = UNSOUND.format(verdict.faults[0].problem().sentence())
    none: Sequence[Intent] = ()
    intents = tuple(reader.trying(INTENTS, lambda: remembered(tree), none))
    reader.miss_what_was_judged()
    reader.look_at(file for file in FILES if file.format == "json" and "{" not in file.pattern)
    return Material(
        report=report,
        lease=reader.document(GATE),
        capital=reader.document(CAPITAL),
        forensics=reader.document(FORENSICS),
        policy=policy,
        points=tuple(points(reader.trying(DAYS, lambda: days(tree), []), fleet.curve)),
        beliefs=_beliefs(reader, policy),
        entries=entries,
        verdict=verdict,
        intents=intents,
        proposals=reader.document(PROPOSALS),
        impacts=reader.document(IMPACTS),
        note=reader.trying("state/reports/ic_weekly", lambda: note(tree), None),
        mails=tuple(_mails(reader, intents)),
        trouble=reader.trouble,
        home=home,
    )


def _beliefs(reader: Reader, policy: Policy | None) -> Mapping[str, Any]:
    if policy is None:
        reader.trouble[CHECKPOINTS] = UNMEASURED
        return {}
    terms = policy.promotion.evidence
    return reader.trying(CHECKPOINTS, lambda: beliefs(reader.tree, terms), {})


def _mails(reader: Reader, intents: Sequence[Intent]) -> Iterable[Mailed]:
    for name in NAMES:
        read = partial(mailed, reader.tree, name, intents)
        found = reader.trying(f"state/reports/{name}", read, None)
        if found:
            yield found
