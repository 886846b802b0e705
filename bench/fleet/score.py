"""What the judging of one life was worth: false and true promotions, demotions, the portfolio."""

from dataclasses import dataclass
from math import inf

import numpy as np

from bench.fleet.judge import Event
from bench.fleet.market import Array
from bench.fleet.positions import Book
from bench.fleet.world import Life
from bot.stats.returns import sharpe
from bot.words.stage import Stage

HOURS_A_YEAR = 24.0 * 365.0
FALLS = frozenset({Stage.DEMOTED, Stage.RETIRED})


@dataclass(frozen=True)
class Rises:
    """Counts over the agents of one life, of first rises to one stage."""

    without_edge: int
    false: int
    with_edge: int
    in_time: int
    risen: int
    undeserved: int


@dataclass(frozen=True)
class Falls:
    """`delays` in days from the death of a promoted edge to its demotion; infinite if never."""

    false: int
    years: float
    delays: tuple[float, ...]


@dataclass(frozen=True)
class Money:
    """Of the capital book: a weight is an agent's capital, spread over the views it holds."""

    bps: float
    sharpe: float
    ticket_sharpe: float


def first(events: list[Event], stage: Stage, agents: int) -> Array:
    hours = np.full(agents, inf)
    for event in events:
        if event.stage is stage:
            hours[event.agent] = min(hours[event.agent], event.hour)
    return hours


def rises(life: Life, hours: Array) -> Rises:
    """Being promoted after one's edge has died is undeserved, though not without edge."""
    edge, risen, late = life.edge, np.isfinite(hours), hours >= life.dies
    return Rises(
        without_edge=int((~edge).sum()),
        false=int((risen & ~edge).sum()),
        with_edge=int(edge.sum()),
        in_time=int((risen & edge & ~late).sum()),
        risen=int(risen.sum()),
        undeserved=int((risen & (~edge | late)).sum()),
    )


def falls(life: Life, events: list[Event]) -> Falls:
    end = life.world.days * 24
    false, hours, delays = 0, 0.0, []
    for agent in np.flatnonzero(life.edge).tolist():
        dies = float(life.dies[agent])
        for begun, ended in _tenures([e for e in events if e.agent == agent]):
            hours += max(0.0, min(ended, dies, end) - begun)
            false += ended <= min(dies, end)
            if begun < dies < ended:
                delays.append((ended - dies) / 24.0)
    return Falls(false, hours / HOURS_A_YEAR, tuple(delays))


def _tenures(events: list[Event]) -> list[tuple[float, float]]:
    """From each rise to canary to the fall that ended it, or to infinity."""
    found: list[tuple[float, float]] = []
    for event in events:
        if event.stage is Stage.CANARY:
            found.append((event.hour, inf))
        elif event.stage in FALLS and found and found[-1][1] == inf:
            found[-1] = (found[-1][0], event.hour)
    return found


def money(book: Book, weights: Array) -> Money:
    views = np.maximum(book.gross.sum(axis=2), 1)
    capital = (weights * book.pnl / views).sum(axis=1)
    return Money(float(capital.sum()), _sharpe(capital), _sharpe((weights * book.pnl).sum(axis=1)))


def _sharpe(hourly: Array) -> float:
    return sharpe(hourly.reshape(-1, 24).sum(axis=1).tolist()).value or 0.0
