"""The paper book: what share each agent has from which hour on, and what an hour made of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from bot.stats.columns import Column, Flags, Matrix, exact_sum, ratio
from bot.stats.evidence import Hour
from bot.words.instant import EPOCH

UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class InForce:
    """Shares of the book by agent, the regime's cap applied; what is left is cash.

    `last_known` is the regime that signals last agreed on.
    """

    since: datetime = EPOCH
    weights: Mapping[str, float] = field(default_factory=dict)
    regime: str | None = None
    cap: float = 0.0
    last_known: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What each hypothesis made of an hour, in bps of the capital behind it.

    `cells` split it by symbol, what it cost taken off; a price that is missing counts as no move.
    """

    cells: Matrix
    held: Flags
    cost: Column

    @property
    def path(self) -> Column:
        return np.asarray(self.cells.sum(axis=1))


@dataclass(frozen=True, slots=True)
class PortfolioHour:
    """`bps` is net of `cost_bps`, its share of the round trips that fall into the hour."""

    bps: float
    gross: float
    cost_bps: float
    unpriced: bool
    parts: Mapping[tuple[str, str], float]


def in_force(lines: Iterable[InForce], before: InForce, hour: datetime) -> InForce:
    """Give what holds as an hour begins: the last line of the latest since then."""
    due = [line for line in lines if before.since <= line.since <= hour]
    return max(reversed(due), key=lambda line: line.since, default=before)


def made(hour: Hour, unit_cost: Column, is_open: Flags) -> Made:
    """Spread one unit of capital evenly over the open views; `unit_cost` is of one view an hour."""
    gross = hour.gross.sum(axis=1)
    held = is_open & (gross > 0)
    gained = hour.net * np.nan_to_num(hour.returns) - hour.gross * unit_cost
    share = ratio(held.astype(np.float64), gross)
    return Made(gained * share[:, None], held, (hour.gross * unit_cost).sum(axis=1) * share)


def portfolio_hour(
    shares: Column, done: Made, hour: Hour, agents: Sequence[str], symbols: Sequence[str]
) -> PortfolioHour:
    """Weigh an hour; `shares` and `agents` have a place for each hypothesis."""
    rows = np.flatnonzero((shares > 0) & done.held)
    weight, held = shares[rows], hour.gross[rows] > 0
    parts = weight[:, None] * done.cells[rows]
    row, column = np.nonzero(held)
    places = zip(rows[row].tolist(), column.tolist(), parts[row, column].tolist(), strict=True)
    return PortfolioHour(
        bps=exact_sum(weight * done.path[rows]),
        gross=exact_sum(weight),
        cost_bps=exact_sum(weight * done.cost[rows]),
        unpriced=bool(held[:, np.isnan(hour.returns)].any()),
        parts={(agents[at], symbols[where]): part for at, where, part in places},
    )
