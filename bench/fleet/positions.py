"""What every agent holds in every hour, as the live path would see it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.fleet.agents import COST_BPS, Trades
from bench.fleet.market import HORIZON, Array, Market

Small = NDArray[np.int16]


@dataclass(frozen=True)
class Book:
    """Positions [hour, agent, symbol], and each agent's net bps of each hour."""

    net: Small
    gross: Small
    cost: Array
    pnl: Array


def book(trades: Trades, market: Market, agents: int) -> Book:
    shape = (len(market.returns), agents, market.returns.shape[1])
    net = _held(trades, trades.direction, shape)
    gross = _held(trades, np.ones_like(trades.direction), shape)
    cost = gross.sum(axis=2) * (COST_BPS / HORIZON)
    pnl = np.einsum("tak,tk->ta", net, market.returns) - cost
    return Book(net, gross, cost, pnl)


def _held(trades: Trades, size: NDArray[np.int64], shape: tuple[int, int, int]) -> Small:
    change = np.zeros((shape[0] + HORIZON, *shape[1:]), dtype=np.int16)
    np.add.at(change, (trades.hour, trades.agent, trades.symbol), size)
    np.subtract.at(change, (trades.hour + HORIZON, trades.agent, trades.symbol), size)
    return np.cumsum(change, axis=0, dtype=np.int16)[: shape[0]]
