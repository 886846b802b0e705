"""policies/kill_list.yml: the human kill switch. An entry ends only by editing the file."""

from typing import Annotated

from pydantic import Field

from bot.policy.part import Name, Part, PolicyFile

Words = Annotated[str, Field(min_length=1, max_length=500)]


class Kill(Part):
    name: Name = Field(description="The agent or strategy class that stops.")
    reason: Words = Field(description="Why: the next reader decides by it.")
    by: Words = Field(description="Who: the next reader asks them.")


class KillList(PolicyFile):
    all: bool = Field(default=False, description="true stops every agent; it needs no other key.")
    reason: str = Field("", max_length=500, description="Why everything stops.")
    by: str = Field("", max_length=500, description="Who stopped everything.")
    agents: tuple[Kill, ...] = Field((), description="Agents that stop.")
    strategy_classes: tuple[Kill, ...] = Field((), description="Whole classes that stop.")

    def why(self, agent: str, strategy_class: str) -> str | None:
        """Give the reason why this agent may not run, or None if the list does not name it."""
        if self.all:
            return f"everything is killed: {self.reason or 'no reason given'}"
        found = (
            *(kill for kill in self.agents if kill.name == agent),
            *(kill for kill in self.strategy_classes if kill.name == strategy_class),
        )
        return next((f"{kill.name} is killed: {kill.reason} ({kill.by})" for kill in found), None)
