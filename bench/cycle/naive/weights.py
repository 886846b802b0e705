"""Weights: softmax of alpha x confidence / volatility, held down by the caps, one after another."""

import math
from collections.abc import Mapping

from bench.cycle.naive.records import Record

AGENT_CAP, CLASS_CAP, SYMBOL_CAP = 0.2, 0.5, 0.4
VOLATILITY_FLOOR, CANARY_SIZE = 20.0, 0.25
MAY_TRADE = ("canary", "live")
Shares = dict[str, float]


def weights(agents: Mapping[str, Record], cap: float) -> Shares:
    """Give the share of the book of each; whoever may not trade, or is not known, has none."""
    traders = {name: one for name, one in agents.items() if one["stage"] in MAY_TRADE}
    scores = {name: score(one) for name, one in traders.items()}
    held = capped(softmax({name: one for name, one in scores.items() if one is not None}))
    for name in held:
        held[name] *= CANARY_SIZE if traders[name]["stage"] == "canary" else 1.0
    held = held_down(held, {name: {traders[name]["class"]: 1.0} for name in held}, CLASS_CAP)
    held = held_down(held, {name: spread(traders[name]["symbols"]) for name in held}, SYMBOL_CAP)
    return {name: held.get(name, 0.0) * cap for name in agents}


def score(agent: Record) -> float | None:
    alpha, volatility = agent["alpha_a_day"], agent["volatility"]
    if alpha is None or volatility is None or not agent["symbols"]:
        return None
    return float(alpha * agent["confidence"] / max(volatility, VOLATILITY_FLOOR))


def softmax(scores: Shares) -> Shares:
    if not scores:
        return {}
    middle = sum(scores.values()) / len(scores)
    deviation = math.sqrt(sum((one - middle) ** 2 for one in scores.values()) / len(scores))
    top = max(scores.values())
    parts = {
        name: math.exp((one - top) / deviation) if deviation else 1.0
        for name, one in scores.items()
    }
    total = sum(parts.values())
    return {name: part / total for name, part in parts.items()}


def capped(shares: Shares) -> Shares:
    """Divide what is above the cap among the others, until nobody is."""
    full = set[str]()
    while True:
        left = max(0.0, 1 - AGENT_CAP * len(full))
        free = sum(share for name, share in shares.items() if name not in full)
        held = {
            name: AGENT_CAP if name in full else share / free * left
            for name, share in shares.items()
        }
        over = {name for name, share in held.items() if share > AGENT_CAP} - full
        if not over:
            return held
        full |= over


def held_down(shares: Shares, parts: Mapping[str, Shares], cap: float) -> Shares:
    """Scale down whoever is part of a group above its cap; nobody gets what is taken."""
    totals = Shares()
    for name, share in shares.items():
        for group, part in parts[name].items():
            totals[group] = totals.get(group, 0.0) + share * part
    factors = {group: min(1.0, cap / total) if total else 1.0 for group, total in totals.items()}
    return {
        name: share * min(factors[group] for group in parts[name]) for name, share in shares.items()
    }


def spread(symbols: Mapping[str, int]) -> Shares:
    total = sum(symbols.values())
    return {name: count / total for name, count in symbols.items()}
