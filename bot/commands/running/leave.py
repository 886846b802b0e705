"""Leave to start, asked again just before each start: agents may have waited for their turn."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.commands.running.roll_call import barred
from bot.errors import GovernorError
from bot.policy.policy import Policy
from bot.ports.agents import Task
from bot.ports.store import Store
from bot.state.tree import Tree

FRESH = timedelta(seconds=10)


@dataclass(slots=True)
class Leave:
    """`seen` is when `tree` was the newest state; `refused` says why, by agent."""

    store: Store
    policy: Policy
    clock: Callable[[], datetime]
    tree: Tree
    seen: datetime
    refused: dict[str, str] = field(default_factory=dict)

    def __call__(self, task: Task) -> bool:
        refusal = self._refusal(task.agent)
        if refusal:
            self.refused[task.agent] = refusal
        return not refusal

    def _refusal(self, name: str) -> str:
        moment = self.clock()
        try:
            if moment - self.seen >= FRESH:
                self.tree, self.seen = self.store.tree(), moment
            return barred(self.policy, self.tree, self.policy.agents.by_name[name])
        except GovernorError as error:
            return f"nobody knows whether it may: {error}"
