"""Whom events are taken from: an agent that is registered, made of what is registered."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.events.fault import Fault

OURSELVES = "governor"
UNREGISTERED = "is not registered; add it to policies/agents.yml, then send the line again"
UNDECLARED = (
    "cannot be compared: the agent declares neither code nor version in policies/agents.yml, or "
    "its code is not all there; mend that, or send none"
)


@dataclass(frozen=True, slots=True)
class Registry:
    """Fingerprints by name: `current` of every registered agent, `noted` when it was last judged.

    A run may have begun before the merge that changed its code, so the noted one is taken too.
    With a `speaker` nobody else is heard: what an agent's own process writes is its own.
    """

    current: Mapping[str, str]
    noted: Mapping[str, str]
    speaker: str = ""

    def of_signal(self, agent: str, fingerprint: str | None) -> Fault | None:
        if fault := self._stranger(agent):
            return fault
        now = self.current.get(agent, "")
        if fingerprint is None or fingerprint == now or fingerprint == self.noted.get(agent):
            return None
        return Fault("fingerprint", fingerprint, _other(agent, now) if now else UNDECLARED)

    def of_report(self, agent: str) -> Fault | None:
        return None if agent == OURSELVES and not self.speaker else self._stranger(agent)

    def _stranger(self, agent: str) -> Fault | None:
        if self.speaker and agent != self.speaker:
            return Fault("agent", agent, f"is not {self.speaker}, in whose run it was said")
        return None if agent in self.current else Fault("agent", agent, UNREGISTERED)


def _other(agent: str, now: str) -> str:
    return (
        f"is of other code: {agent} is registered as {now}; run that, or merge what runs "
        "(an agent elsewhere: its version in policies/agents.yml)"
    )
