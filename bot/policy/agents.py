"""policies/agents.yml: the registry. A stage here is a ceiling; the machine's may be safer."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from bot.policy.part import (
    DIGEST,
    ENTRY_POINT,
    Cron,
    Name,
    Part,
    PolicyFile,
    Positive,
    Share,
    Variable,
)
from bot.words.stage import Stage

Ceiling = Literal[Stage.SHADOW, Stage.CANARY, Stage.LIVE]


class Agent(Part):
    name: Name = Field(description="Unique, also when written in other case.")
    strategy_class: Name = Field(description="The family of strategies that is judged together.")
    entry_point: str = Field(
        "", pattern=ENTRY_POINT, description="What `run-agents` calls; empty: it runs elsewhere."
    )
    schedule: Cron = Field(
        "", description="When `run-agents` runs it, in UTC; empty: only by hand."
    )
    stage: Ceiling = Field(Stage.SHADOW, description="The highest stage people allow it.")
    parent: Name | None = Field(None, description="The agent it descends from.")
    owner: str = Field(
        "", max_length=100, description="Who answers for it; canary and live need one."
    )
    model: str = Field(
        "", max_length=100, description="Its language model: part of the fingerprint."
    )
    code: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        (), description="Globs of its code and prompts: the fingerprint is taken over these."
    )
    version: str = Field(
        "",
        max_length=100,
        description="Stands for the fingerprint of an agent that runs elsewhere.",
    )
    preserves: str = Field(
        "",
        pattern=DIGEST,
        description="The fingerprint whose evidence carries on, because a person says that the "
        "change kept the behaviour.",
    )
    proposal: str = Field("", max_length=100, description="The proposal it came from.")
    secrets: tuple[Variable, ...] = Field((), description="Environment variables it may see.")
    timeout_seconds: Positive | None = Field(None, description="Own limit of one run.")
    memory_mb: int | None = Field(None, ge=64, description="Own limit of memory.")
    max_weight: Share | None = Field(
        None, description="Own cap of its weight; at most the one in allocation.yml."
    )


class Agents(PolicyFile):
    agents: tuple[Agent, ...] = Field((), description="Every agent; others are quarantined.")

    @cached_property
    def by_name(self) -> Mapping[str, Agent]:
        return {agent.name: agent for agent in self.agents}

    @cached_property
    def strategy_classes(self) -> frozenset[str]:
        return frozenset(agent.strategy_class for agent in self.agents)
