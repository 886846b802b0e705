"""state/decisions.json: the last decision on each agent, and what later decisions rest on."""

from typing import Literal, TypeAlias

from pydantic import Field

from bot.state.documents import GENESIS, Document, Moment, Part, StateFile
from bot.words.stage import Stage

VerbName: TypeAlias = Literal["KILL", "RETIRE", "DEMOTE", "WATCH", "HOLD", "PROMOTE"]


class Signs(Part):
    """For how many periods on end enough bad signs stood, or, once they are gone, were gone."""

    stood: int = Field(default=0, ge=0)
    gone: int = Field(default=0, ge=0)
    votes: tuple[str, ...] = ()

    @property
    def marked(self) -> bool:
        return self.stood > 0 or self.gone > 0


class Decided(Part):
    """`since` is when the decision became this one.

    `spent` is when the machine lowered the agent below a ceiling above shadow: that ceiling
    allows nothing until people have set it back.
    """

    verb: VerbName = "HOLD"
    stage: Stage = Stage.SHADOW
    asks: Stage | None = None
    since: Moment = GENESIS
    first_seen: Moment = GENESIS
    epoch: int = Field(default=1, ge=1)
    spent: Moment | None = None
    signs: Signs = Signs()


class Decisions(Document):
    """`period` is the beginning of the newest period whose signs were counted."""

    period: Moment = GENESIS
    agents: dict[str, Decided] = Field(default_factory=dict)


DECISIONS = StateFile(
    pattern="state/decisions.json",
    writer="judge",
    meaning="The last decision on each agent, and what the next ones must remember",
    model=Decisions,
)
