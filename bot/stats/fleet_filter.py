"""The fleet filter: how likely an agent has an edge now, or had one and lost it.

It learns from the whole fleet how common edges are. Its figures are calibrated by simulation
(bench/fleet), not guaranteed by theorem.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.policy.evidence import FleetFilter
from bot.stats.columns import Column, Flags, Matrix, exact_sum, ratio
from bot.stats.eprocess import variance
from bot.stats.evidence import Evidence, Step


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges an agent may have; `real` marks those that are edges at all, and can be lost."""

    edges: Column
    prior: Column
    real: Flags


@dataclass(frozen=True, slots=True)
class Filter:
    """`dead` holds, for each edge, the log likelihood of having had it and lost it since."""

    prior: Column
    age: Column
    dead: Matrix


@dataclass(frozen=True, slots=True)
class Posterior:
    """P(active), and the probability of having been active and being so no more."""

    active: Column
    lost: Column

    @property
    def dead(self) -> Column:
        """P(dead | was active)."""
        return ratio(self.lost, self.active + self.lost)


@lru_cache(maxsize=8)
def grid_of(terms: FleetFilter) -> Grid:
    edges = np.array(terms.edges, dtype=np.float64)
    return Grid(edges, np.array(terms.prior, dtype=np.float64), edges > 0.0)


def start(terms: FleetFilter) -> Filter:
    grid = grid_of(terms)
    return Filter(grid.prior, np.zeros(0), np.zeros((0, int(grid.real.sum()))))


def joined(before: Filter, count: int) -> Filter:
    """Make place for fresh hypotheses: no edge has been lost yet."""
    return Filter(
        before.prior,
        np.append(before.age, np.zeros(count)),
        np.concatenate([before.dead, np.full((count, before.dead.shape[1]), -np.inf)]),
    )


def after_hour(before: Filter, step: Step, terms: FleetFilter) -> Filter:
    spread = variance(step.y * step.y, step.budget)
    gained = terms.dead_drift * step.y - 0.5 * terms.dead_drift**2 * spread
    return Filter(before.prior, before.age, before.dead + gained[:, None])


def after_day(before: Filter, evidence: Evidence, is_open: Flags, terms: FleetFilter) -> Filter:
    """Let edges die at the day's hazard, then learn from the fleet how common edges are."""
    dying = _alive(before, evidence, terms) - np.log(terms.hazard_days + before.age)[:, None]
    dead = np.where(is_open[:, None], np.logaddexp(before.dead, dying), before.dead)
    older = Filter(before.prior, before.age + is_open, dead)
    return Filter(_learn(older, evidence, terms), older.age, older.dead)


def posterior(state: Filter, evidence: Evidence, terms: FleetFilter) -> Posterior:
    whole = _joint(state, evidence, terms)
    weights = np.exp(whole - whole.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    real = grid_of(terms).real
    active = weights[:, : len(real)][:, real].sum(axis=1)
    return Posterior(active, weights[:, len(real) :].sum(axis=1))


def _constant(evidence: Evidence, grid: Grid) -> Matrix:
    drift, spread = evidence.drift[:, None], evidence.spread[:, None]
    return np.asarray(grid.edges * drift - 0.5 * grid.edges**2 * spread)


def _alive(state: Filter, evidence: Evidence, terms: FleetFilter) -> Matrix:
    grid = grid_of(terms)
    youngest = terms.hazard_days - 1.0
    survived = np.log(youngest / (youngest + state.age))
    return np.asarray(_constant(evidence, grid)[:, grid.real] + survived[:, None])


def _joint(state: Filter, evidence: Evidence, terms: FleetFilter) -> Matrix:
    """Give the log likelihood times prior of every edge, then of every edge lost since."""
    grid, prior = grid_of(terms), _log(state.prior)
    now = _constant(evidence, grid)
    now[:, grid.real] = _alive(state, evidence, terms)
    return np.concatenate([now + prior, state.dead + prior[grid.real]], axis=1)


def _learn(state: Filter, evidence: Evidence, terms: FleetFilter) -> Column:
    grid = grid_of(terms)
    likelihood = _constant(evidence, grid)
    likelihood[:, grid.real] = np.logaddexp(_alive(state, evidence, terms), state.dead)
    prior = state.prior
    for _ in range(terms.em_steps):
        prior = _em_step(prior, likelihood[evidence.hours > 0], terms)
    return prior


def _em_step(prior: Column, likelihood: Matrix, terms: FleetFilter) -> Column:
    whole = likelihood + _log(prior)
    shares = np.exp(whole - whole.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    counts = np.array([exact_sum(column) for column in shares.T])
    pseudo = terms.pseudo_agents
    return np.asarray((pseudo * grid_of(terms).prior + counts) / (pseudo + len(shares)))


def _log(prior: Column) -> Column:
    """Take logarithms; an edge that policy holds impossible stays so."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(prior))
