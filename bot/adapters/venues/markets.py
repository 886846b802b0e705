"""Which markets of a venue may price a symbol: policy's own names first, then the usual ones."""

from bot.ledger.symbols import asset, markets, parse
from bot.policy.prices import Prices, Venue


def candidates(symbol: str, spec: Venue, prices: Prices) -> tuple[str, ...]:
    """Name the markets, best first: one that policy names is the only one."""
    named = _named(symbol, spec)
    if named:
        return (named,)
    parsed = parse(symbol)
    if parsed is None or parsed.quote:
        return markets(symbol, spec.kind)
    usual = markets(symbol, spec.kind)
    asked = (markets(f"{symbol}/{quote}", spec.kind)[:1] for quote in prices.quotes)
    ordered = tuple(name for names in asked for name in names)
    return tuple(dict.fromkeys((*ordered, *usual)))


def _named(symbol: str, spec: Venue) -> str:
    """However people write a symbol, it is the asset that a venue calls something else."""
    exact = spec.markets.get(symbol) or spec.markets.get(symbol.upper())
    by_asset = {asset(written): market for written, market in spec.markets.items()}
    return exact or by_asset.get(asset(symbol), "")
