"""The venues of prices.yml, in its order; kinds of your own are found by entry point."""

from collections.abc import Callable
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TypeAlias

from bot.adapters.venues.binance import WEIGHT_A_MINUTE, Binance
from bot.adapters.venues.coinbase import Coinbase
from bot.adapters.venues.exchange import Exchange
from bot.adapters.venues.files import Files
from bot.adapters.venues.guarded import Guarded
from bot.adapters.venues.host import Host
from bot.adapters.venues.markets import candidates
from bot.adapters.venues.nature import Nature
from bot.errors import BadUsage
from bot.policy.prices import Prices
from bot.policy.prices import Venue as Spec
from bot.ports.venue import Venue

GROUP = "governor.venues"
NATURE = Nature()
Factory: TypeAlias = Callable[[Spec, Prices, int], Venue]


def make_venues(
    prices: Prices, root: Path, now_ms: int, nature: Nature = NATURE
) -> tuple[Venue, ...]:
    """Make the venues in order; a relative `path` starts at the root."""
    return tuple(_make(spec, prices, root, now_ms, nature) for spec in prices.venues)


def _make(spec: Spec, prices: Prices, root: Path, now_ms: int, nature: Nature) -> Venue:
    names = partial(candidates, spec=spec, prices=prices)
    if spec.kind == Files.kind:
        return Files(spec.name, root / (spec.path or ""), names, now_ms)
    if spec.kind == "binance":
        host = Host(spec.url or "", prices.http, nature, WEIGHT_A_MINUTE)
        return Exchange(spec.name, Binance(), host, names, now_ms)
    if spec.kind == "coinbase":
        host = Host(spec.url or "", prices.http, nature)
        return Exchange(spec.name, Coinbase(), host, names, now_ms)
    return _found(spec, prices, now_ms)


def _found(spec: Spec, prices: Prices, now_ms: int) -> Venue:
    found = tuple(entry_points(group=GROUP, name=spec.kind))
    if not found:
        known = sorted({"binance", "coinbase", "files", *(e.name for e in _installed())})
        raise BadUsage(
            f"Cannot ask venue {spec.name}: its kind was {spec.kind!r}, which is not installed; "
            f"use one of {', '.join(known)}, or install the package that offers it."
        )
    try:
        factory: Factory = found[0].load()
        return Guarded(factory(spec, prices, now_ms))
    except Exception as error:
        raise BadUsage(
            f"Cannot make venue {spec.name}: {found[0].value} failed with "
            f"{type(error).__name__}: {error}; mend it or take the venue out of prices.yml."
        ) from error


def _installed() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=GROUP))
