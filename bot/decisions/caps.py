"""Caps: the largest shares of the book. What a cap takes from one only other agents may get."""

from collections.abc import Callable, Mapping
from math import fsum
from typing import TypeAlias

Shares: TypeAlias = Mapping[str, float]
Parts: TypeAlias = Mapping[str, Shares]


def fill(shares: Shares, caps: Shares) -> dict[str, float]:
    """Cap each agent and divide what is over among the others, until nobody is above their cap."""
    capped: set[str] = set()
    while True:
        grown = _divided(shares, caps, capped)
        over = {name for name, share in grown.items() if share > caps[name]} - capped
        if not over:
            return grown
        capped |= over


def hold_down(weights: Shares, parts: Parts, cap_of: Callable[[str], float]) -> dict[str, float]:
    """Scale down whoever is part of a group that is above its cap, by the tightest such group.

    `parts` says which share of an agent's weight lies in which group. Nobody gets what is taken.
    """
    factors = {
        group: min(1.0, cap_of(group) / total) if total > 0 else 1.0
        for group, total in totals(weights, parts).items()
    }
    return {
        name: weight * min((factors[group] for group in parts[name]), default=1.0)
        for name, weight in weights.items()
    }


def totals(weights: Shares, parts: Parts) -> dict[str, float]:
    groups = sorted({group for name in weights for group in parts[name]})
    return {
        group: fsum(weights[name] * parts[name].get(group, 0.0) for name in weights)
        for group in groups
    }


def _divided(shares: Shares, caps: Shares, capped: set[str]) -> dict[str, float]:
    left = max(0.0, 1.0 - fsum(caps[name] for name in capped))
    free = fsum(share for name, share in shares.items() if name not in capped)
    return {
        name: caps[name] if name in capped else share / free * left if free else 0.0
        for name, share in shares.items()
    }
