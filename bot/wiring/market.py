"""The venues that policy lists, and the candles of them that are kept here."""

from bot.adapters.candle_cache import CandleFolder
from bot.adapters.venues.making import make_venues
from bot.commands.reconcile import MarketData
from bot.wiring.shell import Shell
from bot.words.instant import DAY, to_ms


def market_of(shell: Shell) -> MarketData:
    prices = shell.policy.prices
    venues = make_venues(prices, shell.repo, to_ms(shell.now))
    cache = CandleFolder(shell.repo / prices.cache_dir)
    cache.prune(shell.now - prices.cache_days * DAY)
    return MarketData(venues, cache, prices.http.parallel)
