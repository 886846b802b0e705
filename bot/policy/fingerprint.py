"""What an agent is made of, as one digest: another one is another hypothesis."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.policy.agents import Agent
from bot.words.canonical import digest
from bot.words.problem import Problem

REGISTRY = "policies/agents.yml"
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """`files` are (path, blob id); `faults` are (glob, sentence) for what cannot be had."""

    files: tuple[tuple[str, str], ...] = ()
    faults: tuple[tuple[str, str], ...] = ()


ListCode: TypeAlias = Callable[[Sequence[str]], Listing]
"""From globs to what they match, in a work tree or in a commit."""


def fingerprint(agent: Agent, files: Iterable[tuple[str, str]]) -> str:
    """Take it over (path, blob id) of the declared code and the model's name.

    An agent without declared code is known by its version; without either it is unknown.
    """
    if not agent.code:
        return agent.version or UNKNOWN
    return digest({"files": sorted(set(files)), "model": agent.model})


def fingerprints(
    agents: Iterable[Agent], code: ListCode
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Give every agent's; unknown where its code cannot be had, with what is wrong."""
    prints: dict[str, str] = {}
    problems: list[Problem] = []
    for agent in agents:
        listing = code(agent.code)
        prints[agent.name] = UNKNOWN if listing.faults else fingerprint(agent, listing.files)
        field = f"agents.{agent.name}.code"
        problems += [Problem(REGISTRY, None, field, glob, why) for glob, why in listing.faults]
    return prints, tuple(problems)
