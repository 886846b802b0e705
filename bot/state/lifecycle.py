"""Lowering and raising an agent, as operations that any number of writers may send at once.

A lowering joins and always bites. A rise is a human act and carries the sequence that its author
saw as the next one; if anything was lowered or granted since, the act is spent and does nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from bot.state.agents import Agent, restand, rewrite
from bot.state.holds import add, hold, lift
from bot.state.tree import Tree, Write
from bot.words import instant
from bot.words.canonical import Json
from bot.words.stage import Stage


@dataclass(frozen=True, slots=True)
class LimitStage:
    """Lower an agent to a stage or below; `since` is when the cause arose, not when it was seen."""

    kind: ClassVar[str] = "limit-stage"
    agent: str
    stage: Stage
    cause: str
    since: datetime
    reason: str
    by: str
    evidence: Json = None
    closes_epoch: bool = False

    def apply(self, tree: Tree) -> Iterable[Write]:
        return rewrite(tree, {self.agent: self._limit})

    def _limit(self, agent: Agent) -> Agent:
        new = hold(self.stage, self.since, self.reason, self.by, agent.next_sequence, self.evidence)
        lowered = restand(agent, agent.grant, add(agent.holds, self.cause, new))
        closing = self.closes_epoch and self.cause not in agent.holds
        return lowered.model_copy(update={"epoch": agent.epoch + closing})

    def wire(self) -> Mapping[str, Json]:
        return {
            "agent": self.agent,
            "stage": self.stage,
            "cause": self.cause,
            "since": instant.render(self.since),
            "reason": self.reason,
            "by": self.by,
            "evidence": self.evidence,
            "closes_epoch": self.closes_epoch,
        }


@dataclass(frozen=True, slots=True)
class RaiseStage:
    """A human act that lifts what keeps an agent below a stage, or only holds of some stages.

    It must be audited beside.
    """

    kind: ClassVar[str] = "raise-stage"
    agent: str
    stage: Stage
    sequence: int
    since: datetime
    reason: str
    by: str
    lifts: tuple[Stage, ...] = tuple(Stage)

    def apply(self, tree: Tree) -> Iterable[Write]:
        return rewrite(tree, {self.agent: self._raise})

    def _raise(self, agent: Agent) -> Agent:
        if self.sequence < agent.next_sequence:
            return agent
        grant = hold(self.stage, self.since, self.reason, self.by, self.sequence)
        return restand(agent, grant, lift(agent.holds, self.stage, self.lifts))

    def wire(self) -> Mapping[str, Json]:
        return {
            "agent": self.agent,
            "stage": self.stage,
            "sequence": self.sequence,
            "since": instant.render(self.since),
            "reason": self.reason,
            "by": self.by,
            "lifts": list(self.lifts),
        }


def limit_stage(fields: Mapping[str, Any]) -> LimitStage:
    return LimitStage(
        agent=fields["agent"],
        stage=Stage(fields["stage"]),
        cause=fields["cause"],
        since=instant.parse(fields["since"]),
        reason=fields["reason"],
        by=fields["by"],
        evidence=fields["evidence"],
        closes_epoch=fields["closes_epoch"],
    )


def raise_stage(fields: Mapping[str, Any]) -> RaiseStage:
    return RaiseStage(
        agent=fields["agent"],
        stage=Stage(fields["stage"]),
        sequence=fields["sequence"],
        since=instant.parse(fields["since"]),
        reason=fields["reason"],
        by=fields["by"],
        lifts=tuple(Stage(stage) for stage in fields["lifts"]),
    )
