"""Everybody there is or ever was, as a proposal is held against them: stopped ones too."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.policy.combine import stage_of
from bot.policy.policy import Policy
from bot.state.agents import Agents
from bot.state.kill_switch import KillSwitch, for_agent, for_class
from bot.state.lineage import Node
from bot.state.standing import standing
from bot.state.strategies import Strategies
from bot.words.stage import MAY_RUN, Stage, safer

SPELLING = re.compile(r"[^a-z0-9]")
TAINTED = frozenset({Stage.KILLED, Stage.QUARANTINED})


@dataclass(frozen=True, slots=True)
class Records:
    """What the machine remembers of agents and classes."""

    agents: Agents
    switches: KillSwitch
    nodes: Mapping[str, Node]
    strategies: Strategies


@dataclass(frozen=True, slots=True)
class Kin:
    """`left` are those that the registry does not name any more."""

    stages: Mapping[str, Stage]
    parents: Mapping[str, str | None]
    left: frozenset[str] = frozenset()
    dead_classes: Mapping[str, str] = field(default_factory=dict)

    def living(self, name: str) -> bool:
        return name not in self.left and self.stages.get(name) in MAY_RUN

    def like(self, name: str) -> Iterator[str]:
        """Name everybody whose name only looks different."""
        key = spelled(name)
        return (one for one in sorted(self.stages) if spelled(one) == key)

    def ancestors(self, name: str) -> Iterator[str]:
        seen, here = {name}, self.parents.get(name)
        while here is not None and here not in seen:
            seen.add(here)
            yield here
            here = self.parents.get(here)


def spelled(name: str) -> str:
    return SPELLING.sub("", name.casefold())


def kin_of(policy: Policy, records: Records) -> Kin:
    registry = policy.agents.by_name
    listed = {one.name for one in policy.kill_list.agents}
    agents = (one for one in records.switches.entries if one.startswith(for_agent("")))
    switched = {one.removeprefix(for_agent("")) for one in agents}
    names = {*registry, *records.agents.agents, *records.nodes, *listed, *switched}
    parents = {name: node.parent for name, node in records.nodes.items()}
    parents |= {name: one.parent for name, one in registry.items()}
    return Kin(
        {name: _stage(policy, records, name) for name in names},
        parents,
        frozenset(names - set(registry)),
        dict(_dead(policy, records)),
    )


def _stage(policy: Policy, records: Records, name: str) -> Stage:
    """Give where it stands; of one that left the registry where it last stood."""
    registered, node = policy.agents.by_name.get(name), records.nodes.get(name)
    known = registered or node
    strategy_class = known.strategy_class if known else ""
    held = standing(records.agents, records.switches, name, strategy_class).stage
    if registered:
        return stage_of(policy, name, held)
    if policy.kill_list.why(name, strategy_class):
        return Stage.KILLED
    return safer(held, node.stage) if node else held


def _dead(policy: Policy, records: Records) -> Iterator[tuple[str, str]]:
    """Name the classes that take no newcomers, each with what it is."""
    for name, one in records.strategies.classes.items():
        if one.status != "active":
            yield name.casefold(), one.status
    for target, switch in records.switches.entries.items():
        if target.startswith(for_class("")) and switch.holds:
            yield target.removeprefix(for_class("")).casefold(), "stopped"
    for kill in policy.kill_list.strategy_classes:
        yield kill.name.casefold(), "killed"
