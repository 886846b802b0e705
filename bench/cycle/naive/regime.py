"""The regime: what the day's signals say and what the market shows; the tighter cap holds."""

import math
from collections import Counter

from bench.cycle.naive.records import DAY, Record, text

CAPS = {"RISK_OFF": 0.2, "HIGH_VOL": 0.35, "MIXED": 0.6, "RISK_ON": 1.0}
UNKNOWN_CAP = 0.5
LEAST_POINTS, MAJORITY = 20, 0.5
VOLATILITY_HOURS, HIGH_BPS = 72, 450.0
TREND_HOURS, TREND_BPS = 168, 500.0


def regime_cap(
    signals: list[Record], market: list[tuple[float, float]], last_known: str | None, now: int
) -> float:
    said, seen = by_signals(signals, now), by_market(market)
    caps = [cap_of(said, last_known)]
    if seen is not None:
        caps.append(cap_of(seen, last_known))
    return min(caps)


def cap_of(regime: str | None, last_known: str | None) -> float:
    if regime is not None:
        return CAPS[regime]
    return min(UNKNOWN_CAP, CAPS.get(last_known or "", UNKNOWN_CAP))


def by_signals(signals: list[Record], now: int) -> str | None:
    since, until = text(now - DAY), text(now)
    votes = Counter(one["regime"] for one in signals if since < one["received_at"] <= until)
    if votes.total() < LEAST_POINTS:
        return None
    name, most = votes.most_common(1)[0]
    return name if most / votes.total() > MAJORITY else None


def by_market(hours: list[tuple[float, float]]) -> str | None:
    if len(hours) < TREND_HOURS:
        return None
    squares = [square for _, square in hours[-VOLATILITY_HOURS:]]
    volatility = math.sqrt(24 * sum(squares) / len(squares))
    trend = sum(mean for mean, _ in hours[-TREND_HOURS:])
    if trend < -TREND_BPS:
        return "RISK_OFF"
    if volatility > HIGH_BPS:
        return "HIGH_VOL"
    return "RISK_ON" if trend > TREND_BPS else "MIXED"
