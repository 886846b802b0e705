"""The fleet's agents: what each kind knows of the next 24 hours, and the views it takes."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from bench.fleet.market import DAILY_BPS, HORIZON, Array, Market, simulate

Ints = NDArray[np.int64]
COST_BPS = 10.0
FEWEST, MOST, PER_DAYS = 30, 500, 90
MOST_SYMBOLS = 6
EDGE = (0.04, 0.34)  # net mean of a trade in units of its own volatility
NEGATIVE = (-0.25, -0.05)
PICKER_LOSS = (1.4, 2.2)  # moves beyond so many volatilities are the rare large losses
TILT = 0.9
HERD_AGREES = 0.85
DEATH = (0.2, 0.8)
CALIBRATION_SEED = 20_260_101


@dataclass(frozen=True)
class Agent:
    kind: str
    skill: float = 0.0
    dies: int | None = None
    loss_from: float = 0.0
    herd: int | None = None

    @property
    def has_edge(self) -> bool:
        return self.kind == "edge"


@dataclass(frozen=True)
class Trades:
    """One row a signal: who, what, which way, and the hour from which it is held for 24 hours."""

    agent: Ints
    symbol: Ints
    direction: Ints
    hour: Ints
    net_bps: Array


@dataclass(frozen=True)
class Calibration:
    """What views are worth in the long run, in units of volatility, measured once on a long market.

    Never on the fleet's own market: that would make every sum come out right by construction.
    """

    moves: Array
    skills: Array
    worths: Array

    def skill_for(self, gross: float) -> float:
        return float(np.interp(gross, self.worths, self.skills))

    def picker_skill(self, loss_from: float, gross: float) -> float:
        small = np.abs(self.moves) < loss_from
        gain = float(np.abs(self.moves[small]).sum() / len(self.moves))
        loss = float(np.abs(self.moves[~small]).sum() / len(self.moves))
        return min(1.0, 0.5 + 0.5 * (gross + loss) / gain)


def calibrate(memory: float) -> Calibration:
    rng = np.random.default_rng(CALIBRATION_SEED)
    moves = simulate(rng, 24 * 3650, 4, memory).surprise.ravel()
    noise = rng.standard_normal(len(moves))
    skills = np.linspace(-0.6, 0.6, 49)
    worths = np.array([(_skilled(moves, skill, noise) * moves).mean() for skill in skills])
    return Calibration(moves, skills, worths)


def _skilled(moves: Array, skill: float, noise: Array) -> Array:
    return np.sign(skill * moves + sqrt(1.0 - skill * skill) * noise)


def trade(rng: np.random.Generator, agents: list[Agent], market: Market) -> Trades:
    """Let every agent take its views; members of a herd mostly repeat those of its first one."""
    leaders: dict[int, tuple[Ints, Ints, Ints]] = {}
    parts = []
    for number, agent in enumerate(agents):
        views = _views(rng, agent, market)
        if agent.herd is not None:
            views = _follow(rng, leaders.setdefault(agent.herd, views))
        parts.append((np.full(len(views[0]), number), *views))
    who, hour, symbol, direction = (np.concatenate(column) for column in zip(*parts, strict=True))
    gross = direction * market.surprise[hour, symbol] * market.scale[hour]
    return Trades(who, symbol, direction, hour, gross - COST_BPS)


def _views(rng: np.random.Generator, agent: Agent, market: Market) -> tuple[Ints, Ints, Ints]:
    hours, symbols = market.surprise.shape
    days = hours / 24.0
    count = np.exp(rng.uniform(np.log(FEWEST), np.log(MOST))) * days / PER_DAYS
    hour = np.sort(rng.integers(0, hours - HORIZON, max(1, round(count))))
    own = rng.choice(symbols, rng.integers(1, MOST_SYMBOLS + 1), replace=False)
    symbol = rng.choice(own, len(hour))
    moves = market.surprise[hour, symbol]
    return hour, symbol, _directions(rng, agent, hour, moves).astype(np.int64)


def _directions(rng: np.random.Generator, agent: Agent, hour: Ints, moves: Array) -> Array:
    if agent.kind == "beta":
        return np.where(rng.random(len(moves)) < TILT, 1.0, -1.0)
    if agent.kind == "picker":
        right = rng.random(len(moves)) < agent.skill
        small = np.abs(moves) < agent.loss_from
        return np.sign(moves) * np.where(small & right, 1.0, -1.0)
    noise = rng.standard_normal(len(moves))
    able = _skilled(moves, agent.skill, noise)
    alive = hour < (np.inf if agent.dies is None else agent.dies)
    return np.where(alive, able, np.sign(noise))


def _follow(rng: np.random.Generator, leader: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    agrees = rng.random(len(leader[0])) < HERD_AGREES
    return (leader[0], leader[1], np.where(agrees, leader[2], -leader[2]))


NET_OF_COST = COST_BPS / DAILY_BPS
