"""Spread: in which assets an agent's weight lies, by where its settled trades were."""

from collections.abc import Iterable

from bot.ledger.symbols import asset
from bot.policy.allocation import WeightCaps
from bot.stats.measures import Measures


def spread(measures: Measures) -> dict[str, float]:
    """Give the share of each asset; empty where nothing is known."""
    counts: dict[str, int] = {}
    for symbol, trades in measures.trades.symbols.items():
        counts[asset(symbol)] = counts.get(asset(symbol), 0) + trades.n
    total = sum(counts.values())
    return {name: n / total for name, n in sorted(counts.items()) if n > 0}


def asset_cap(caps: WeightCaps, name: str) -> float:
    """Find the cap of an asset, however the policy writes its symbol."""
    written = (caps.of_symbol(symbol) for symbol in caps.symbols if asset(symbol) == name)
    return min(written, default=caps.symbol)


def symbol_caps(caps: WeightCaps, traded: Iterable[str]) -> dict[str, float]:
    """List what has a cap of its own under every name in use: a reader compares names alone."""
    names = sorted({*caps.symbols, *traded, *map(asset, caps.symbols)})
    found = {name: asset_cap(caps, asset(name)) for name in names}
    return {name: cap for name, cap in found.items() if cap < caps.symbol}
