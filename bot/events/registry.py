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
    """

    current: Mapping[str, str]
    noted: Mapping[str, str]

    def of_signal(self, agent: str, fingerprint: str | None) -> Fault | None:
        now = self.current.get(agent)
        if now is None:
            return Fault("agent", agent, UNREGISTERED)
        if fingerprint is None or fingerprint == now or fingerprint == self.noted.get(agent):
            return None
        return Fault("fingerprint", fingerprint, _other(agent, now) if now else UNDECLARED)

    def of_report(self, agent: str) -> Fault | None:
        if agent in self.current or agent == OURSELVES:
            return None
        return Fault("agent", agent, UNREGISTERED)


def _other(agent: str, now: str) -> str:
    return (
        f"is of other code: {agent} is registered as {now}; run that, or merge what runs "
        "(an agent elsewhere: its version in policies/agents.yml)"
    )
