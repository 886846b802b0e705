"""Leave to start, asked just before each start: a kill may have come since the job began.

The state and the kill list are fetched again for every agent; meanwhile others run.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.commands.running.roll_call import barred
from bot.commands.running.tasks import Ground
from bot.errors import GovernorError
from bot.ports.agents import Task
from bot.ports.store import Store
from bot.sdk.kill_list import read_kill_list
from bot.sdk.refusal import Refusal
from bot.state.lease import GATE
from bot.state.tree import Tree

KillList = Callable[[], bytes | None]


@dataclass(frozen=True, slots=True)
class Leave:
    """`kill_list` gives it as it is merged now, None where there is only the one checked out.

    `refused` says why, by agent.
    """

    store: Store
    ground: Ground
    kill_list: KillList
    refused: dict[str, str] = field(default_factory=dict)

    def __call__(self, task: Task) -> Task | None:
        try:
            tree, listed = self.store.tree(), self.kill_list()
            refusal = self._refusal(task.agent, tree, listed)
        except GovernorError as error:
            refusal = f"nobody knows whether it may: {error}"
        if refusal:
            self.refused[task.agent] = refusal
            return None
        if self.ground.in_place:
            return task
        return replace(task, lease=tree.read(GATE.pattern), kill_list=listed)

    def _refusal(self, name: str, tree: Tree, listed: bytes | None) -> str:
        policy = self.ground.policy
        agent = policy.agents.by_name[name]
        return barred(policy, tree, agent) or (
            "" if listed is None else _killed(listed, name, agent.strategy_class)
        )


def _killed(listed: bytes, name: str, strategy_class: str) -> str:
    """Read it as agents themselves do: what cannot be read stops everything."""
    found = read_kill_list(listed)
    if isinstance(found, Refusal):
        return found.sentence
    stopped = found.stops(name, strategy_class)
    return f"killed: policies/kill_list.yml now stops {stopped}" if stopped else ""
