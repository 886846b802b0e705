"""Whose lines are let in, and how late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.events.registry import Registry
from bot.events.tolerance import Intake, Tolerance
from bot.policy.governor import Events
from bot.state.agents import AGENTS
from bot.state.documents import load
from bot.state.tree import Tree


@dataclass(frozen=True, slots=True)
class Admission:
    """`fingerprints` are those of all registered agents; without them every agent is heard."""

    tolerance: Tolerance
    fingerprints: Mapping[str, str] | None = None

    def intake(self, tree: Tree, now: datetime, speaker: str = "") -> Intake:
        """Judge lines received now; with a `speaker` those of its own run."""
        return Intake.at(now, self.tolerance, self._registry(tree, speaker))

    def _registry(self, tree: Tree, speaker: str) -> Registry | None:
        if self.fingerprints is None:
            return None
        agents = load(tree, AGENTS).agents
        noted = {name: agent.fingerprint for name, agent in agents.items()}
        return Registry(self.fingerprints, noted, speaker)


def tolerance_of(limits: Events) -> Tolerance:
    return Tolerance(limits.future_seconds, limits.past_hours, limits.max_line_bytes)
