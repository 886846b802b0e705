"""A world: which agents there are, and one seeded life of them."""

from dataclasses import dataclass, field

import numpy as np

from bench.fleet import agents as ag
from bench.fleet.market import Array, Market, simulate

SYMBOLS = 12
HERD = 10


@dataclass(frozen=True)
class World:
    name: str
    days: int
    counts: dict[str, int] = field(hash=False)
    decaying: int = 0
    memory: float = 0.0


USUAL = {"none": 50, "even": 30, "negative": 30, "beta": 20, "picker": 30, "edge": 40}
PICKERS = {"picker": 200}
RARE = {"none": 70, "even": 40, "negative": 32, "beta": 20, "picker": 30, "edge": 8}


@dataclass(frozen=True)
class Life:
    world: World
    seed: int
    market: Market
    agents: list[ag.Agent]
    trades: ag.Trades

    @property
    def edge(self) -> np.ndarray:
        return np.array([agent.has_edge for agent in self.agents])

    @property
    def dies(self) -> Array:
        return np.array([np.inf if a.dies is None else a.dies for a in self.agents])


def live(world: World, seed: int, calibration: ag.Calibration) -> Life:
    rng = np.random.default_rng([seed, world.days])
    market = simulate(rng, world.days * 24, SYMBOLS, world.memory)
    agents = [
        _agent(rng, kind, number, world, calibration)
        for kind, count in world.counts.items()
        for number in range(count)
    ]
    return Life(world, seed, market, agents, ag.trade(rng, agents, market))


def _agent(
    rng: np.random.Generator, kind: str, number: int, world: World, calibration: ag.Calibration
) -> ag.Agent:
    if kind == "none":
        return ag.Agent(kind, herd=number // HERD if number < 2 * HERD else None)
    if kind == "even":
        return ag.Agent(kind, calibration.skill_for(ag.NET_OF_COST))
    if kind == "picker":
        loss_from = rng.uniform(*ag.PICKER_LOSS)
        # Half of them earn their costs and not a basis point more, half do not even do that.
        gross = ag.NET_OF_COST if number % 2 else 0.0
        return ag.Agent(kind, calibration.picker_skill(loss_from, gross), loss_from=loss_from)
    if kind == "negative":
        return ag.Agent(kind, calibration.skill_for(rng.uniform(*ag.NEGATIVE) + ag.NET_OF_COST))
    if kind == "beta":
        return ag.Agent(kind)
    skill = calibration.skill_for(rng.uniform(*ag.EDGE) + ag.NET_OF_COST)
    dies = int(rng.uniform(*ag.DEATH) * world.days * 24) if number < world.decaying else None
    return ag.Agent(kind, skill, dies)
