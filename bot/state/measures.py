"""What is noted of an agent without judging it: measures, which never touch a stage, and code."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from bot.state.agents import Agent, restand, rewrite
from bot.state.holds import Hold, hold
from bot.state.tree import Tree, Write
from bot.words import instant
from bot.words.canonical import Json
from bot.words.stage import Stage, safer

CHANGED = "its code, prompts or model changed"


@dataclass(frozen=True, slots=True)
class MergeMetrics:
    """Add measures, agent by agent and key by key; late ones only fill what is still missing."""

    kind: ClassVar[str] = "merge-metrics"
    at: datetime
    metrics: Mapping[str, Mapping[str, Json]]

    def apply(self, tree: Tree) -> Iterable[Write]:
        return rewrite(tree, {name: self._merger(new) for name, new in self.metrics.items()})

    def _merger(self, new: Mapping[str, Json]) -> Callable[[Agent], Agent]:
        at = instant.render(self.at)

        def merge(agent: Agent) -> Agent:
            late = at < agent.measured_at
            metrics = {**new, **agent.metrics} if late else {**agent.metrics, **new}
            measured_at = max(at, agent.measured_at)
            return agent.model_copy(update={"metrics": metrics, "measured_at": measured_at})

        return merge

    def wire(self) -> Mapping[str, Json]:
        return {"at": instant.render(self.at), "metrics": self.metrics}


@dataclass(frozen=True, slots=True)
class SetFingerprint:
    """Note an agent's code; other code starts a fresh epoch in the shadow.

    `keeps_evidence` is for a human who declared the change behaviour-preserving (audited).
    """

    kind: ClassVar[str] = "set-fingerprint"
    agent: str
    fingerprint: str
    since: datetime
    by: str
    keeps_evidence: bool = False

    def apply(self, tree: Tree) -> Iterable[Write]:
        return rewrite(tree, {self.agent: self._note})

    def _note(self, agent: Agent) -> Agent:
        if agent.fingerprint == self.fingerprint:
            return agent
        noted = agent.model_copy(update={"fingerprint": self.fingerprint})
        if self.keeps_evidence or not agent.fingerprint:
            return noted
        fresh = restand(noted, self._shadow(agent), agent.holds)
        return fresh.model_copy(update={"epoch": agent.epoch + 1})

    def _shadow(self, agent: Agent) -> Hold:
        stage = safer(agent.grant.stage, Stage.SHADOW)
        return hold(stage, self.since, CHANGED, self.by, agent.next_sequence)

    def wire(self) -> Mapping[str, Json]:
        return {
            "agent": self.agent,
            "fingerprint": self.fingerprint,
            "since": instant.render(self.since),
            "by": self.by,
            "keeps_evidence": self.keeps_evidence,
        }


def merge_metrics(fields: Mapping[str, Any]) -> MergeMetrics:
    return MergeMetrics(at=instant.parse(fields["at"]), metrics=fields["metrics"])


def set_fingerprint(fields: Mapping[str, Any]) -> SetFingerprint:
    return SetFingerprint(
        agent=fields["agent"],
        fingerprint=fields["fingerprint"],
        since=instant.parse(fields["since"]),
        by=fields["by"],
        keeps_evidence=fields["keeps_evidence"],
    )
