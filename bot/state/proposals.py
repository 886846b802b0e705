"""state/proposals.json: agents that were proposed, and their fate.

Nothing follows from it alone: a person accepts one, and then merges its pull request.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field

from bot.state.dated import Dated
from bot.state.documents import Moment, Number, Part, StateFile, load, put
from bot.state.tree import Tree, Write
from bot.words.canonical import Json, digest, encode
from bot.words.instant import parse, render
from bot.words.text import printable

LONGEST_THESIS = 200
KEPT = 40  # of those that came to nothing
Regime: TypeAlias = Literal["RISK_ON", "MIXED", "HIGH_VOL", "RISK_OFF"]
Kind: TypeAlias = Literal["momentum", "reversion", "breakout", "calm"]
Fate: TypeAlias = Literal["proposed", "accepted", "refused", "expired", "withdrawn"]
# Lower case, so that no two files of theirs differ in case alone.
NewName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
Known = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Asset = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,12}$")]
Words = Annotated[str, Field(min_length=10, max_length=600)]
Edge = Annotated[float, Field(gt=0, le=200, allow_inf_nan=False)]
Line = Annotated[str, Field(min_length=3, max_length=200)]


class Signal(Part):
    """One view of the prices; they are added up by weight. A negative weight trades against it."""

    kind: Kind
    lookback_hours: int = Field(ge=2, le=168)
    weight: float = Field(ge=-1, le=1, allow_inf_nan=False)


class Controls(Part):
    """Below `min_confidence` it stays flat; `max_weight` caps its part of the book."""

    min_confidence: float = Field(ge=0, le=0.9, allow_inf_nan=False)
    max_weight: float = Field(gt=0, le=1, allow_inf_nan=False)
    rules: tuple[Line, ...] = Field(min_length=1, max_length=5)


class Plan(Part):
    offline: Words
    shadow: Words


class Idea(Part):
    """What is proposed. Its words are foreign text; its edge is claimed, not measured."""

    name: NewName
    strategy_class: Known
    parent: Known
    regime: Regime
    symbols: tuple[Asset, ...] = Field(min_length=1, max_length=6)
    thesis: Words
    data_sources: tuple[Line, ...] = Field(min_length=1, max_length=5)
    signals: tuple[Signal, ...] = Field(min_length=1, max_length=4)
    evaluation: Plan
    risk_controls: Controls
    expected_edge_bps: Edge | None = None

    @property
    def id(self) -> str:
        return digest(self.model_dump(mode="json"))[:12]


class Acceptance(Part):
    by: str
    at: Moment
    reason: str


class Proposal(Part):
    """`by` is the model, empty where a template made it. What cannot be read has no idea.

    `score` ranks it, by numbers of the report alone; `reasons` say why it ranks so or ended so.
    """

    id: str
    name: str
    at: Moment
    by: str = ""
    state: Fate = "proposed"
    rank: int | None = None
    score: Number | None = None
    reasons: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    idea: Idea | None = None
    accepted: Acceptance | None = None


class Proposals(Dated):
    """`by` and `reason` say who wrote the newest ones, and why no model did."""

    depth: ClassVar[int | None] = 3
    by: str = ""
    reason: str = ""
    proposals: tuple[Proposal, ...] = ()

    def having(self, *states: Fate) -> Sequence[Proposal]:
        return [one for one in self.proposals if one.state in states]

    def find(self, text: str, *states: Fate) -> Proposal | None:
        """Find one by its name or id, whatever became of it or in these states; the newest."""
        listed = self.having(*states) if states else self.proposals
        return next((one for one in reversed(listed) if text in (one.name, one.id)), None)

    def theses(self) -> Mapping[str, str]:
        """Say by id why each accepted one was made, in one line without controls."""
        return {
            one.id: printable(" ".join(one.idea.thesis.split()), LONGEST_THESIS)
            for one in self.having("accepted")
            if one.idea
        }


PROPOSALS = StateFile(
    "state/proposals.json",
    "propose, scaffold (all through bot.state.proposals)",
    "Proposed agents and their fate",
    Proposals,
)


@dataclass(frozen=True, slots=True)
class NoteProposals:
    """Take in a round: fresh ones, and those that stand as they are ranked or ended now.

    Whatever a person accepted meanwhile stays accepted.
    """

    kind: ClassVar[str] = "note-proposals"
    at: datetime
    by: str
    reason: str
    proposals: tuple[Proposal, ...]

    def apply(self, tree: Tree) -> Iterable[Write]:
        before = load(tree, PROPOSALS)
        if render(self.at) < before.generated_at:
            return []
        known = {one.id: one for one in before.proposals}
        for one in self.proposals:
            old = known.get(one.id)
            if old is None or old.state != "accepted":
                known[one.id] = one
        after = Proposals(
            v=before.v,
            generated_at=render(self.at),
            by=self.by,
            reason=self.reason,
            proposals=_shortened(known.values()),
        )
        return [] if after == before else [put(PROPOSALS.pattern, after)]

    def wire(self) -> Mapping[str, Json]:
        return {
            "at": render(self.at),
            "by": self.by,
            "reason": self.reason,
            "proposals": [one.model_dump(mode="json") for one in self.proposals],
        }


@dataclass(frozen=True, slots=True)
class AcceptProposal:
    """A human act; one that is not proposed any more is not accepted."""

    kind: ClassVar[str] = "accept-proposal"
    id: str
    at: datetime
    by: str
    reason: str

    def apply(self, tree: Tree) -> Iterable[Write]:
        before = load(tree, PROPOSALS)
        after = before.model_copy(update={"proposals": tuple(map(self._taken, before.proposals))})
        return [] if after == before else [put(PROPOSALS.pattern, after)]

    def _taken(self, one: Proposal) -> Proposal:
        if one.id != self.id or one.state != "proposed":
            return one
        accepted = Acceptance(by=self.by, at=render(self.at), reason=self.reason)
        return one.model_copy(update={"state": "accepted", "accepted": accepted, "rank": None})

    def wire(self) -> Mapping[str, Json]:
        return {"id": self.id, "at": render(self.at), "by": self.by, "reason": self.reason}


def note_proposals(fields: Mapping[str, Any]) -> NoteProposals:
    made = tuple(Proposal.model_validate_json(encode(one)) for one in fields["proposals"])
    return NoteProposals(parse(fields["at"]), fields["by"], fields["reason"], made)


def accept_proposal(fields: Mapping[str, Any]) -> AcceptProposal:
    return AcceptProposal(fields["id"], parse(fields["at"]), fields["by"], fields["reason"])


def _shortened(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Forget the oldest that came to nothing; what was accepted stays for good."""
    ordered = sorted(proposals, key=lambda one: (one.at, one.rank or 0, one.name))
    ended = [one.id for one in ordered if one.state not in ("proposed", "accepted")]
    gone = set(ended[:-KEPT])
    return tuple(one for one in ordered if one.id not in gone)
