"""The regime: what the agents' signals say, the market's own numbers beside it, the tighter cap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isfinite, nan, sqrt

from bot.decisions.facts import Market
from bot.decisions.finding import Finding, Outcome, above, at_least, below
from bot.policy.regimes import Market as MarketTerms
from bot.policy.regimes import Regimes

RISK_OFF, HIGH_VOL, MIXED, RISK_ON = "RISK_OFF", "HIGH_VOL", "MIXED", "RISK_ON"
REGIMES = (RISK_OFF, HIGH_VOL, MIXED, RISK_ON)
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class RegimeCall:
    """`regime` is the one whose cap holds, None where that is the cap of an unknown one.

    `last_known` is to be remembered: what signals last agreed on. The market's own estimate is not
    remembered, as nothing but signals could ever lift the cap that it would leave behind.
    """

    regime: str | None
    by_signals: str | None
    by_market: str | None
    votes: Mapping[str, int]
    n: int
    cap: float
    agree: bool | None
    last_known: str | None
    findings: tuple[Finding, ...] = ()


def call_regime(market: Market, policy: Regimes) -> RegimeCall:
    by_signals, voted = vote(market.votes, policy)
    by_market, measured = estimate(market.hours, policy)
    regime, cap = by_signals, policy.cap(by_signals, market.last_known)
    if by_market is not None or any(one.outcome is Outcome.ERROR for one in measured):
        second = policy.cap(by_market, market.last_known)
        regime, cap = (by_market, second) if second < cap else (regime, cap)
    return RegimeCall(
        regime=regime,
        by_signals=by_signals,
        by_market=by_market,
        votes=market.votes,
        n=sum(market.votes.values()),
        cap=cap,
        agree=None if by_signals is None or by_market is None else by_signals == by_market,
        last_known=by_signals or market.last_known,
        findings=(*voted, *measured),
    )


def vote(votes: Mapping[str, int], policy: Regimes) -> tuple[str | None, tuple[Finding, ...]]:
    """Count signals by the regime they were given under; a name of no regime can only dissent."""
    n = sum(votes.values())
    most = max(votes.get(name, 0) for name in REGIMES)
    winners = [name for name in REGIMES if votes.get(name, 0) == most]
    share = most / n if n else None
    findings = (
        at_least("regime_points", float(n), policy.min_data_points),
        above("regime_majority", share, policy.majority),
    )
    won = len(winners) == 1 and all(finding.passed for finding in findings)
    return (winners[0] if won else None), findings


def estimate(
    hours: Sequence[tuple[float, float]], policy: Regimes
) -> tuple[str | None, tuple[Finding, ...]]:
    """Read volatility and trend off the past hours; where both warn, the tighter cap decides."""
    terms = policy.market
    storm = above("market_volatility", _volatility(hours, terms), terms.high_daily_bps)
    trend = _trend(hours, terms)
    rise = above("market_rise", trend, terms.trend_bps)
    fall = below("market_fall", trend, -terms.trend_bps)
    warnings = [name for name, one in ((RISK_OFF, fall), (HIGH_VOL, storm)) if one.passed]
    return _settle(warnings, storm, rise, policy), (storm, rise, fall)


def _settle(warnings: Sequence[str], storm: Finding, rise: Finding, policy: Regimes) -> str | None:
    if warnings:
        return min(warnings, key=policy.cap)
    known = (Outcome.PASS, Outcome.FAIL)
    if storm.outcome not in known or rise.outcome not in known:
        return None
    return RISK_ON if rise.passed else MIXED


def _volatility(hours: Sequence[tuple[float, float]], terms: MarketTerms) -> float | None:
    squares = [square for _, square in hours[-terms.volatility_hours :]]
    if len(squares) < terms.volatility_hours:
        return None
    mean = _sum(squares) / len(squares)
    return sqrt(HOURS_A_DAY * mean) if mean >= 0 else nan


def _trend(hours: Sequence[tuple[float, float]], terms: MarketTerms) -> float | None:
    returns = [mean for mean, _ in hours[-terms.trend_hours :]]
    return None if len(returns) < terms.trend_hours else _sum(returns)


def _sum(numbers: Sequence[float]) -> float:
    return fsum(numbers) if all(map(isfinite, numbers)) else nan
