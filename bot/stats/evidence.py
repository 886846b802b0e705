"""Evidence: one step per hour for every hypothesis of the fleet at once."""

from dataclasses import dataclass, fields, replace

import numpy as np

from bot.policy.evidence import Evidence as Terms
from bot.stats.columns import Column, Flags, Matrix, exact_sum, ratio
from bot.stats.eprocess import log_es, variance


@dataclass(frozen=True, slots=True)
class Hour:
    """What was held at the start of an hour and what the market did in it.

    One row for each hypothesis, one column for each symbol; `returns` in bps, NaN where a price is
    missing; `cost` in bps, each agent's share of its round trips that falls into this hour.
    """

    returns: Column
    net: Matrix
    gross: Matrix
    cost: Column


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sufficient statistics, one place for each hypothesis."""

    net: Column
    gross: Column
    hours: Column
    unpriced: Column
    excess_bps: Column
    drift: Column
    squares: Column
    budget: Column
    exposure: Column
    exposure_drift: Column
    exposure_squares: Column
    peak: Column

    @property
    def spread(self) -> Column:
        return variance(self.squares, self.budget)

    def log_e(self, rho: float) -> Column:
        return log_es(self.drift, self.spread, rho)

    def futility_log_e(self, edge: float, rho: float) -> Column:
        """Weigh the evidence that drift is less than `edge` times the variance."""
        return log_es(edge * self.squares - self.drift, self.spread, rho)


@dataclass(frozen=True, slots=True)
class Scale:
    """What was known of the market before the hour: 24 h volatility in bps, and cost of risk."""

    volatility: float
    risk_ratio: float
    open_variance: float


@dataclass(frozen=True, slots=True)
class Step:
    """One hour's outcome and the variance it was allowed, in squares of 24 h volatility."""

    y: Column
    risk: Column
    budget: Column
    held: Flags


def no_evidence(count: int) -> Evidence:
    return Evidence(**{field.name: np.zeros(count) for field in fields(Evidence)})


def joined(before: Evidence, count: int) -> Evidence:
    """Make place for fresh hypotheses."""
    return Evidence(
        **{f.name: np.append(getattr(before, f.name), np.zeros(count)) for f in fields(Evidence)}
    )


def outcome(hour: Hour, beta: Column, scale: Scale) -> Step:
    """Score one hour, net of cost and of the agent's own usual tilt to the market."""
    seen = ~np.isnan(hour.returns)
    returns, net, gross = hour.returns[seen], hour.net[:, seen], hour.gross[:, seen].sum(axis=1)
    held = gross > 0
    tilt = beta * gross
    y = ((net * returns).sum(axis=1) - hour.cost - tilt * mean(returns)) / scale.volatility
    risk = np.where(held, _risk(net, tilt) + scale.open_variance, 0.0)
    return Step(np.where(held, y, 0.0), risk, scale.risk_ratio * risk, held)


def mean(returns: Column) -> float:
    return exact_sum(returns) / len(returns) if len(returns) else 0.0


def _risk(net: Matrix, tilt: Column) -> Column:
    """h: half as if all symbols moved as one, half as if each moved alone."""
    symbols = max(net.shape[1], 1)
    total = net.sum(axis=1)
    together = (total - tilt) ** 2
    alone = (net * net).sum(axis=1) - tilt * (2.0 * total - tilt) / symbols
    return np.asarray(0.5 * together + 0.5 * alone)


def beta_of(evidence: Evidence) -> Column:
    return ratio(evidence.net, evidence.gross)


def add(evidence: Evidence, hour: Hour, step: Step, scale: Scale, terms: Terms) -> Evidence:
    keeps = 0.5 ** (1.0 / (24.0 * terms.beta_halflife_days))
    share = hour.gross.sum(axis=1) * step.held / 24.0
    grown = replace(
        evidence,
        net=keeps * evidence.net + (1.0 - keeps) * hour.net.sum(axis=1),
        gross=keeps * evidence.gross + (1.0 - keeps) * hour.gross.sum(axis=1),
        hours=evidence.hours + step.held,
        unpriced=evidence.unpriced + _unpriced(hour),
        excess_bps=evidence.excess_bps + step.y * scale.volatility,
        drift=evidence.drift + step.y,
        squares=evidence.squares + step.y * step.y,
        budget=evidence.budget + step.budget,
        exposure=evidence.exposure + share,
        exposure_drift=evidence.exposure_drift + share * step.y,
        exposure_squares=evidence.exposure_squares + share * share,
    )
    return replace(grown, peak=np.maximum(grown.peak, grown.log_e(terms.rho)))


def _unpriced(hour: Hour) -> Flags:
    missing = hour.gross[:, np.isnan(hour.returns)]
    return np.asarray((missing > 0).any(axis=1))
