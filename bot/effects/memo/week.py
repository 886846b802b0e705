"""What happened in a week: changes of agents, acts of people, and what the book made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.effects.escape import code, markdown

RISES = ("canary", "live")
ENDS = ("killed", "retired", "quarantined", "demoted", "paused")


@dataclass(frozen=True, slots=True)
class Change:
    """An agent went from one stage to another; `day` as in 2026-11-21."""

    day: str
    agent: str
    before: str
    after: str

    @property
    def is_rise(self) -> bool:
        return self.after in RISES and self.before != "live"

    def line(self) -> str:
        return f"{self.day}: {code(self.agent)} went from {self.before} to {self.after}"


@dataclass(frozen=True, slots=True)
class Act:
    """A person did something; reason and name are theirs."""

    day: str
    by: str
    act: str
    target: str
    reason: str

    def line(self) -> str:
        why = f": {markdown(self.reason)}" if self.reason else ""
        return f"{self.day}: {markdown(self.by)} pressed {self.act} for {code(self.target)}{why}"


@dataclass(frozen=True, slots=True)
class Week:
    """`days` of the book are over and counted; `made` is what each agent added to `bps`."""

    since: str
    until: str
    days: int = 0
    bps: float | None = None
    made: Mapping[str, float] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    acts: tuple[Act, ...] = ()
    breaches: tuple[str, ...] = ()
    policy_changes: int = 0

    def went_to(self, *stages: str) -> list[str]:
        return sorted({one.agent for one in self.changes if one.after in stages})

    @property
    def rose(self) -> list[str]:
        return sorted({one.agent for one in self.changes if one.is_rise})
