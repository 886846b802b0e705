"""The market's own scale: yesterday's volatility, and how risk has turned out against forecast."""

import math
from dataclasses import dataclass

import numpy as np

from bot.policy.evidence import Evidence as Terms
from bot.stats.columns import Column, exact_sum
from bot.stats.evidence import Scale, Step

START_RATIO = 1.0 / 24.0
START_WEIGHT = 240.0


@dataclass(frozen=True, slots=True)
class Market:
    hourly_variance: float
    ratios: float = START_RATIO * START_WEIGHT
    ratio_count: float = START_WEIGHT

    @property
    def volatility(self) -> float:
        """24 h volatility in bps, as known before the hour began."""
        return math.sqrt(24.0 * self.hourly_variance)

    @property
    def risk_ratio(self) -> float:
        """m: what a unit of risk has cost the fleet so far."""
        return self.ratios / self.ratio_count


def start(terms: Terms) -> Market:
    return Market(terms.sigma_start_bps**2 / 24.0)


def scale_of(market: Market, terms: Terms) -> Scale:
    return Scale(market.volatility, market.risk_ratio, terms.open_variance)


def after(market: Market, returns: Column, step: Step, terms: Terms) -> Market:
    ratios = step.y[step.held] ** 2 / step.risk[step.held]
    keeps = 0.5 ** (1.0 / terms.sigma_halflife_hours)
    return Market(
        _ewma(market.hourly_variance, returns[~np.isnan(returns)], keeps),
        market.ratios + exact_sum(ratios),
        market.ratio_count + len(ratios),
    )


def _ewma(before: float, returns: Column, keeps: float) -> float:
    if not len(returns):
        return before
    return keeps * before + (1.0 - keeps) * exact_sum(returns * returns) / len(returns)
