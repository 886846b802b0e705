"""Founds the branch that holds the state, with its genesis files."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.commands.setting_up.step import Look, Step
from bot.ports.store import Message, Store
from bot.ports.worktree import WorkTree
from bot.state.found import Found

BY_HAND = "nothing: the first `governor cycle` that may push makes it"


@dataclass(frozen=True, slots=True)
class Founding:
    tree: WorkTree
    store: Callable[[], Store]
    branch: Callable[[], str]

    def step(self) -> Step:
        return Step("state branch", self._look, self._found, BY_HAND)

    def _look(self) -> Look:
        branch = self.branch()
        if not branch:
            return Look("the state is kept on the default branch, as the policy says")
        if self.tree.remote_head(branch):
            return Look(f"{branch} is there")
        return Look(f"{branch} is missing", f"make the branch {branch}")

    def _found(self) -> None:
        self.store().commit([Found()], Message("Found the state"))
