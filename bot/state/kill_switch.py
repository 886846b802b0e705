"""state/kill_switch.json: machine kills of agents, strategy classes and the whole fleet."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from bot.state.documents import Document, Part, StateFile, load, put
from bot.state.holds import Hold, add, hold, next_sequence
from bot.state.tree import Tree, Write
from bot.words import instant
from bot.words.canonical import Json
from bot.words.stage import Stage

ALL = "all"


def for_agent(name: str) -> str:
    return f"agent:{name}"


def for_class(name: str) -> str:
    return f"class:{name}"


def for_fingerprint(fingerprint: str) -> str:
    return f"fingerprint:{fingerprint}"


class Switch(Part):
    """`released` is the sequence of the last human release; it stays when no hold is left."""

    released: int = 0
    holds: dict[str, Hold] = Field(default_factory=dict)

    @property
    def next_sequence(self) -> int:
        return next_sequence(self.released, self.holds)


UNTOUCHED = Switch()


class KillSwitch(Document):
    entries: dict[str, Switch] = Field(default_factory=dict)

    def switch(self, target: str) -> Switch:
        return self.entries.get(target) or UNTOUCHED

    def on(self, name: str, strategy_class: str) -> Iterable[Hold]:
        """Yield every hold that lies on an agent: its own, its class's, the fleet's."""
        for target in (for_agent(name), for_class(strategy_class), ALL):
            yield from self.switch(target).holds.values()


KILL_SWITCH = StateFile(
    pattern="state/kill_switch.json",
    writer="judge, kill, revive, pause, release (all through bot.state.kill_switch)",
    meaning="Machine kills and pauses: agent, strategy class or all, with reason and evidence",
    model=KillSwitch,
)


@dataclass(frozen=True, slots=True)
class ThrowSwitch:
    kind: ClassVar[str] = "throw-switch"
    target: str
    stage: Stage
    cause: str
    since: datetime
    reason: str
    by: str
    evidence: Json = None

    def apply(self, tree: Tree) -> Iterable[Write]:
        return _rewrite(tree, self.target, self._throw)

    def _throw(self, switch: Switch) -> Switch:
        new = hold(
            self.stage, self.since, self.reason, self.by, switch.next_sequence, self.evidence
        )
        return switch.model_copy(update={"holds": add(switch.holds, self.cause, new)})

    def wire(self) -> Mapping[str, Json]:
        return {
            "target": self.target,
            "stage": self.stage,
            "cause": self.cause,
            "since": instant.render(self.since),
            "reason": self.reason,
            "by": self.by,
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True)
class ReleaseSwitch:
    """A human act that ends the holds on a target, or only those of some stages.

    It is spent when anything was thrown since its author looked.
    """

    kind: ClassVar[str] = "release-switch"
    target: str
    sequence: int
    stages: tuple[Stage, ...] = tuple(Stage)

    def apply(self, tree: Tree) -> Iterable[Write]:
        return _rewrite(tree, self.target, self._release)

    def _release(self, switch: Switch) -> Switch:
        if self.sequence < switch.next_sequence:
            return switch
        kept = {
            cause: hold for cause, hold in switch.holds.items() if hold.stage not in self.stages
        }
        return Switch(released=self.sequence, holds=kept)

    def wire(self) -> Mapping[str, Json]:
        return {"target": self.target, "sequence": self.sequence, "stages": list(self.stages)}


def throw_switch(fields: Mapping[str, Any]) -> ThrowSwitch:
    return ThrowSwitch(
        target=fields["target"],
        stage=Stage(fields["stage"]),
        cause=fields["cause"],
        since=instant.parse(fields["since"]),
        reason=fields["reason"],
        by=fields["by"],
        evidence=fields["evidence"],
    )


def release_switch(fields: Mapping[str, Any]) -> ReleaseSwitch:
    return ReleaseSwitch(
        target=fields["target"],
        sequence=fields["sequence"],
        stages=tuple(Stage(stage) for stage in fields["stages"]),
    )


def _rewrite(tree: Tree, target: str, change: Callable[[Switch], Switch]) -> Iterable[Write]:
    before = load(tree, KILL_SWITCH)
    after = KillSwitch(
        v=before.v, entries={**before.entries, target: change(before.switch(target))}
    )
    return [] if after == before else [put(KILL_SWITCH.pattern, after)]
