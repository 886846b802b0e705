"""The fold over all hours there ever were: every agent, the market, the portfolio."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

from bench.cycle.naive.agent import Agent, Day, Hour
from bench.cycle.naive.fleet_filter import PRIOR, learned
from bench.cycle.naive.portfolio import Portfolio
from bench.cycle.naive.records import PRIMARY
from bench.cycle.naive.settling import View

KEEPS = 0.5 ** (1 / 24)
SIGMA_START, RATIO_WEIGHT = 190.0, 240.0
LAST_HOUR = 23


class Fold:
    """`market` are (mean return, mean squared return) of past hours."""

    def __init__(self, names: Iterable[str], portfolio: Portfolio) -> None:
        self.agents = {name: Agent() for name in names}
        self.portfolio = portfolio
        self.prior = PRIOR
        self.market: list[tuple[float, float]] = []
        self.variance = SIGMA_START**2 / 24
        self.ratios, self.count = RATIO_WEIGHT / 24, RATIO_WEIGHT

    def run(self, views: list[View], moves: Mapping[int, Mapping[str, float]], end: int) -> None:
        opening, closing = defaultdict(list), defaultdict(list)
        for view in views:
            opening[view.first].append(view)
            closing[view.first + PRIMARY].append(view)
        for hour in range(min(moves), end):
            self._hold(closing[hour], -1)
            self._hold(opening[hour], 1)
            self.portfolio.hour(hour, self._hour(moves[hour]))
            if hour % 24 == LAST_HOUR:
                self._midnight()

    def _hold(self, views: list[View], units: int) -> None:
        for view in views:
            self.agents[view.agent].hold(view.symbol, view.sign, units)

    def _hour(self, moves: Mapping[str, float]) -> dict[str, float]:
        """Give what each agent that held anything made of its capital."""
        mean = math.fsum(moves.values()) / len(moves)
        squared = math.fsum(move * move for move in moves.values()) / len(moves)
        hour = Hour(moves, mean, math.sqrt(24 * self.variance), self.ratios / self.count)
        gained = {}
        for name, agent in self.agents.items():
            if agent.gross:
                gained[name], ratio = agent.hour(hour)
                self.ratios += ratio
                self.count += 1
            agent.remember()
        self.variance = KEEPS * self.variance + (1 - KEEPS) * squared
        self.market.append((mean, squared))
        return gained

    def _midnight(self) -> None:
        known = [agent.chances for agent in self.agents.values() if agent.curve.hours]
        for one in known:
            one.midnight()
        self.prior = learned(self.prior, known)
        for agent in self.agents.values():
            agent.days.append(Day())
