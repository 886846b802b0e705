"""state/agents.json: what every agent effectively is, why, and what was measured of it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Self

from pydantic import Field, model_validator

from bot.state.documents import GENESIS, AnyJson, Document, Moment, Part, StateFile, load, put
from bot.state.holds import Hold, Holds, next_sequence, safest
from bot.state.tree import Tree, Write
from bot.words.stage import RANK, Stage

NEWCOMER = Hold(
    stage=Stage.SHADOW,
    since=GENESIS,
    renewed=GENESIS,
    reason="every agent starts in the shadow",
    by="governor",
    sequence=0,
)


class Agent(Part):
    """`grant` is the last human act; `stage` is the safer of the grant and every hold.

    Stage, since, reason and by repeat the deciding record for readers; they must agree with it.
    """

    stage: Stage = NEWCOMER.stage
    since: Moment = NEWCOMER.since
    reason: str = NEWCOMER.reason
    by: str = NEWCOMER.by
    grant: Hold = NEWCOMER
    holds: dict[str, Hold] = Field(default_factory=dict)
    epoch: int = Field(default=1, ge=1)
    fingerprint: str = ""
    measured_at: Moment = GENESIS
    metrics: dict[str, AnyJson] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        record = decisive(self.grant, self.holds)
        if (self.stage, self.since) != (record.stage, record.since):
            raise ValueError(f"its stage is {self.stage} but its records say {record.stage}")
        return self

    @property
    def next_sequence(self) -> int:
        return next_sequence(self.grant.sequence, self.holds)


class Agents(Document):
    agents: dict[str, Agent] = Field(default_factory=dict)

    def agent(self, name: str) -> Agent:
        return self.agents.get(name) or UNKNOWN


AGENTS = StateFile(
    pattern="state/agents.json",
    writer="judge, kill, revive, pause, release (all through bot.state.lifecycle)",
    meaning="Effective stage of each agent with its reason, holds, epoch and last measures",
    model=Agents,
)


def decisive(grant: Hold, holds: Holds) -> Hold:
    lowering = [hold for hold in holds.values() if RANK[hold.stage] < RANK[grant.stage]]
    return safest(lowering) if lowering else grant


UNKNOWN = Agent()


def restand(agent: Agent, grant: Hold, holds: Holds) -> Agent:
    record = decisive(grant, holds)
    update: Mapping[str, object] = {
        "grant": grant,
        "holds": dict(holds),
        "stage": record.stage,
        "since": record.since,
        "reason": record.reason,
        "by": record.by,
    }
    return agent.model_copy(update=update)


def rewrite(tree: Tree, changes: Mapping[str, Callable[[Agent], Agent]]) -> Iterable[Write]:
    before = load(tree, AGENTS)
    changed = {name: change(before.agent(name)) for name, change in changes.items()}
    after = Agents(v=before.v, agents={**before.agents, **changed})
    return [] if after == before else [put(AGENTS.pattern, after)]
