"""Writes what a state begins with, and nothing more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.state.agents import AGENTS
from bot.state.tree import Replace, Tree, Write
from bot.words.canonical import Json


@dataclass(frozen=True, slots=True)
class Found:
    """Name one genesis file as it stands: where there is no state yet, all of them come with it."""

    kind: ClassVar[str] = "found"

    def apply(self, tree: Tree) -> Iterable[Write]:
        data = tree.read(AGENTS.pattern)
        return [] if data is None else [Replace(AGENTS.pattern, data)]

    def wire(self) -> Mapping[str, Json]:
        return {}


def found(fields: Mapping[str, Any]) -> Found:
    del fields
    return Found()
