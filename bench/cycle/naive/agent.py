"""The evidence on one agent by the formulas of DESIGN, hour by hour in plain Python."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.cycle.naive.curve import Curve
from bench.cycle.naive.fleet_filter import Likelihood
from bench.cycle.naive.records import FEE, PRIMARY, SLIPPAGE

RHO, OPEN_VARIANCE = 60.0, 0.05
KEEPS = 0.5 ** (1 / 240)
COST = (FEE + SLIPPAGE) / PRIMARY


class Hour(NamedTuple):
    """What each symbol did, their mean, the day's volatility, and m: what risk has cost so far."""

    moves: Mapping[str, float]
    mean: float
    volatility: float
    m: float


@dataclass(slots=True)
class Day:
    """Hours with a view, excess over the market, views held in days, return on one capital."""

    hours: int = 0
    excess: float = 0.0
    views: float = 0.0
    gained: float = 0.0


@dataclass(slots=True)
class Agent:
    """What is held, and what is known so far; the last of `days` is the one that goes on."""

    net: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    gross: int = 0
    net_mean: float = 0.0
    gross_mean: float = 0.0
    chances: Likelihood = field(default_factory=Likelihood)
    peak: float = 0.0
    curve: Curve = field(default_factory=Curve)
    days: list[Day] = field(default_factory=lambda: [Day()])

    @property
    def log_e(self) -> float:
        drift, whole = self.chances.drift, self.chances.spread + RHO
        shape = 0.5 * math.log(4 * RHO / whole) + drift**2 / (2 * whole)
        return shape + math.log(0.5 * math.erfc(-drift / math.sqrt(2 * whole)))

    def hold(self, symbol: str, sign: int, units: int) -> None:
        self.net[symbol] += units * sign
        self.gross += units
        if not self.net[symbol]:
            del self.net[symbol]

    def hour(self, hour: Hour) -> tuple[float, float]:
        """Take in an hour with a view; give what it made of its capital, and what risk cost."""
        total = sum(self.net.values())
        tilt = self.net_mean / self.gross_mean * self.gross if self.gross_mean else 0.0
        made = sum(units * hour.moves[symbol] for symbol, units in self.net.items())
        made -= self.gross * COST
        y = (made - tilt * hour.mean) / hour.volatility
        alone: float = sum(units * units for units in self.net.values())
        alone -= tilt * (2 * total - tilt) / len(hour.moves)
        risk = 0.5 * (total - tilt) ** 2 + 0.5 * alone + OPEN_VARIANCE
        self.chances.hour(y, (y * y + 2 * hour.m * risk) / 3)
        self.peak = max(self.peak, self.log_e)
        gained = made / self.gross
        self.curve.hour(gained)
        self._tell(made - tilt * hour.mean, gained)
        return gained, y * y / risk

    def _tell(self, excess: float, gained: float) -> None:
        today = self.days[-1]
        today.hours += 1
        today.excess += excess
        today.views += self.gross / 24
        today.gained += gained

    def remember(self) -> None:
        """Let the usual tilt to the market follow what is held."""
        self.net_mean = KEEPS * self.net_mean + (1 - KEEPS) * sum(self.net.values())
        self.gross_mean = KEEPS * self.gross_mean + (1 - KEEPS) * self.gross
