"""Whom a button means: an agent by name, `class:NAME`, or `all`."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from bot.errors import Refused
from bot.policy.policy import Policy
from bot.state.agents import AGENTS
from bot.state.documents import load
from bot.state.kill_switch import ALL, for_agent, for_class
from bot.state.tree import Tree
from bot.words.text import printable

CLASS = "class:"
SHOWN = 80


@dataclass(frozen=True, slots=True)
class Target:
    """`switch` is its name in the kill switch, `typed` what a person types for it."""

    switch: str
    typed: str
    label: str
    agent: str = ""
    strategy_class: str = ""

    @property
    def subject(self) -> str:
        """Begin a sentence; the name of an agent is never changed."""
        return self.label if self.agent else self.label[0].upper() + self.label[1:]

    @property
    def stops(self) -> str:
        if self.agent:
            return "it will not run"
        return "none of its agents will run" if self.strategy_class else "no agent will run"


FLEET = Target(ALL, ALL, "the whole fleet")


def find_target(policy: Policy, tree: Tree, text: str, act: str) -> Target:
    if text == ALL:
        return FLEET
    if text.startswith(CLASS):
        return _class(policy, text.removeprefix(CLASS), act)
    return _agent(policy, tree, text, act)


def _class(policy: Policy, name: str, act: str) -> Target:
    _known(name, policy.agents.strategy_classes, act, "strategy class")
    return Target(for_class(name), f"{CLASS}{name}", f"class {name}", strategy_class=name)


def _agent(policy: Policy, tree: Tree, name: str, act: str) -> Target:
    registry = policy.agents.by_name
    # One that left the registry may still be remembered, and must still be stoppable.
    _known(name, {*registry, *load(tree, AGENTS).agents}, act, "agent")
    strategy_class = registry[name].strategy_class if name in registry else ""
    return Target(for_agent(name), name, name, name, strategy_class)


def _known(name: str, known: Collection[str], act: str, noun: str) -> None:
    if name in known:
        return
    near = get_close_matches(name, sorted(known), n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "policies/agents.yml lists them."
    raise Refused(f"Cannot {act} {printable(name, SHOWN)!r}: there is no such {noun}; {hint}")
