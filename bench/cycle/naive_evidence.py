"""The evidence on every agent by the formulas of DESIGN, hour by hour in plain Python."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

RHO, OPEN_VARIANCE, SIGMA_START = 60.0, 0.05, 190.0
MARKET_KEEPS, BETA_KEEPS = 0.5 ** (1 / 24), 0.5 ** (1 / 240)
RATIO_WEIGHT = 240.0
HOURS, BPS = 24, 10_000.0
COST = 24.0 / HOURS


class View(NamedTuple):
    agent: str
    symbol: str
    sign: int
    first: int


@dataclass(slots=True)
class Agent:
    """What is held, and what is known so far."""

    net: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    gross: int = 0
    net_mean: float = 0.0
    gross_mean: float = 0.0
    drift: float = 0.0
    squares: float = 0.0
    budget: float = 0.0
    peak: float = 0.0
    equity: float = 1.0
    high: float = 1.0
    drawdown: float = 0.0

    @property
    def log_e(self) -> float:
        whole = (self.squares + 2 * self.budget) / 3 + RHO
        shape = 0.5 * math.log(4 * RHO / whole) + self.drift**2 / (2 * whole)
        return shape + math.log(0.5 * math.erfc(-self.drift / math.sqrt(2 * whole)))


class Fold:
    def __init__(self, names: Iterable[str]) -> None:
        self.agents = {name: Agent() for name in names}
        self.variance = SIGMA_START**2 / 24
        self.ratios, self.count = RATIO_WEIGHT / 24, RATIO_WEIGHT

    def run(self, views: list[View], moves: Mapping[int, Mapping[str, float]], end: int) -> None:
        opening, closing = defaultdict(list), defaultdict(list)
        for view in views:
            opening[view.first].append(view)
            closing[view.first + HOURS].append(view)
        for hour in range(min(moves), end):
            self._change(closing[hour], -1)
            self._change(opening[hour], 1)
            self._hour(moves.get(hour, {}))

    def _change(self, views: list[View], units: int) -> None:
        for view in views:
            agent = self.agents[view.agent]
            agent.net[view.symbol] += units * view.sign
            agent.gross += units

    def _hour(self, moves: Mapping[str, float]) -> None:
        mean = math.fsum(moves.values()) / len(moves)
        scale, m = math.sqrt(24 * self.variance), self.ratios / self.count
        for agent in self.agents.values():
            if agent.gross:
                self._held(agent, moves, mean, scale, m)
            agent.net_mean = BETA_KEEPS * agent.net_mean + (1 - BETA_KEEPS) * sum(
                agent.net.values()
            )
            agent.gross_mean = BETA_KEEPS * agent.gross_mean + (1 - BETA_KEEPS) * agent.gross
        squared = math.fsum(move * move for move in moves.values()) / len(moves)
        self.variance = MARKET_KEEPS * self.variance + (1 - MARKET_KEEPS) * squared

    def _held(
        self, agent: Agent, moves: Mapping[str, float], mean: float, scale: float, m: float
    ) -> None:
        total = sum(agent.net.values())
        tilt = agent.net_mean / agent.gross_mean * agent.gross if agent.gross_mean else 0.0
        gained = sum(units * moves[symbol] for symbol, units in agent.net.items() if units)
        gained -= agent.gross * COST
        y = (gained - tilt * mean) / scale
        alone: float = sum(units * units for units in agent.net.values())
        alone -= tilt * (2 * total - tilt) / len(moves)
        risk = 0.5 * (total - tilt) ** 2 + 0.5 * alone + OPEN_VARIANCE
        agent.drift += y
        agent.squares += y * y
        agent.budget += m * risk
        agent.peak = max(agent.peak, agent.log_e)
        self.ratios += y * y / risk
        self.count += 1
        agent.equity *= 1 + gained / agent.gross / BPS
        agent.high = max(agent.high, agent.equity)
        agent.drawdown = max(agent.drawdown, BPS * (1 - agent.equity / agent.high))

    def found(self) -> dict[str, dict[str, float]]:
        return {
            name: {
                "drift": agent.drift,
                "e_value": math.exp(agent.log_e),
                "peak_e_value": math.exp(agent.peak),
                "max_drawdown_bps": agent.drawdown,
            }
            for name, agent in self.agents.items()
        }
