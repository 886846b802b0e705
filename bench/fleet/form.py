"""Each agent's recent form: the confidence multiplier, moved by what was settled since."""

from collections.abc import Iterator

import numpy as np

from bench.fleet.agents import Trades
from bench.fleet.market import HORIZON
from bot.policy.allocation import Confidence as Rule
from bot.stats.confidence import Confidence, after

RULE = Rule()


class Form:
    """Views that were opened in an earlier epoch are not held against, or for, a fresh one."""

    def __init__(self, trades: Trades, agents: int) -> None:
        self._settling = dict(_by_exit(trades))
        self._now = [Confidence()] * agents
        self._since = [0] * agents

    def settle(self, hour: int) -> None:
        for agent, opened, nets in self._settling.get(hour, ()):
            if opened >= self._since[agent]:
                self._now[agent] = after(self._now[agent], [nets], RULE)

    def begin(self, agent: int, hour: int) -> None:
        self._now[agent], self._since[agent] = Confidence(), hour

    def decay(self, agent: int) -> float:
        return self._now[agent].decay


Batch = tuple[int, int, list[float]]


def _by_exit(trades: Trades) -> Iterator[tuple[int, list[Batch]]]:
    order = np.lexsort((trades.agent, trades.hour))
    hours, agents, nets = trades.hour[order], trades.agent[order], trades.net_bps[order]
    starts = np.flatnonzero(np.diff(hours * (agents.max() + 1) + agents, prepend=-1))
    found: dict[int, list[Batch]] = {}
    for first, last in zip(starts, [*starts[1:], len(hours)], strict=True):
        batch = int(agents[first]), int(hours[first]), nets[first:last].tolist()
        found.setdefault(int(hours[first]) + HORIZON, []).append(batch)
    yield from found.items()
