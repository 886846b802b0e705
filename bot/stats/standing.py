"""Where each hypothesis stands: the fold as plain numbers, for rules and for people."""

from collections.abc import Collection
from dataclasses import dataclass
from math import log

from bot.policy.evidence import Evidence as Terms
from bot.stats.bound import Sums, lower_bound, mean_view
from bot.stats.eprocess import growth_needed
from bot.stats.fleet_filter import Posterior, posterior
from bot.stats.fold import Fold

HOURS_A_DAY = 24.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Null where nothing was ever held. Bps are of one view, net of cost and market tilt."""

    is_open: bool
    days_held: float
    hours_unpriced: int
    log_e: float | None
    peak_log_e: float | None
    futility_log_e: float | None
    drift: float | None
    spread: float
    mean_bps: float | None
    bound_bps: float | None
    active: float | None
    dead: float | None
    decline: float | None


def standings(
    fold: Fold, terms: Terms, least_edge: float, only: Collection[str] | None = None
) -> dict[str, Standing]:
    """`least_edge` is the edge that futility tests against (retirement.yml).

    Bounds take longest and decide nothing: where `only` some are asked for, they are left out.
    """
    odds = posterior(fold.filter, fold.evidence, terms.filter)
    log_e = fold.evidence.log_e(terms.rho)
    futility = fold.evidence.futility_log_e(least_edge, terms.rho)
    bounded = None if only is not None else terms
    return {
        name: _standing(fold, row, bounded, odds, (float(log_e[row]), float(futility[row])))
        for row, name in enumerate(fold.names)
        if only is None or name in only
    }


def days_to(standing: Standing, e_value: float, rho: float) -> float | None:
    """Say how many more days of holding views it takes to reach E at the rate so far."""
    if standing.drift is None:
        return None
    factor = growth_needed(standing.drift, standing.spread, rho, log(e_value))
    return None if factor is None else (factor - 1.0) * standing.days_held


def _standing(
    fold: Fold, row: int, terms: Terms | None, odds: Posterior, log_es: tuple[float, float]
) -> Standing:
    evidence = fold.evidence
    known = bool(evidence.hours[row] > 0)
    sums, volatility = _sums(fold, row), fold.market.volatility
    mean, bound = mean_view(sums), lower_bound(sums, terms) if terms else None
    return Standing(
        is_open=bool(fold.is_open[row]),
        days_held=float(evidence.hours[row]) / HOURS_A_DAY,
        hours_unpriced=int(evidence.unpriced[row]),
        log_e=log_es[0] if known else None,
        peak_log_e=float(evidence.peak[row]) if known else None,
        futility_log_e=log_es[1] if known else None,
        drift=sums.drift if known else None,
        spread=sums.spread,
        mean_bps=None if mean is None else mean * volatility,
        bound_bps=None if bound is None else bound * volatility,
        active=float(odds.active[row]) if known else None,
        dead=float(odds.dead[row]) if known else None,
        decline=float(fold.decline.level[row]) if known else None,
    )


def _sums(fold: Fold, row: int) -> Sums:
    evidence = fold.evidence
    return Sums(
        drift=float(evidence.drift[row]),
        spread=float(evidence.spread[row]),
        exposure=float(evidence.exposure[row]),
        exposure_drift=float(evidence.exposure_drift[row]),
        exposure_squares=float(evidence.exposure_squares[row]),
    )
