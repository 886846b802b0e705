"""What is held, however its symbol is written: caps and netting ask for BTC, not for a spelling."""

import re
from functools import lru_cache

WRITTEN = re.compile(r"(?P<base>[A-Z0-9]{1,20})(?:[-/_:](?P<quote>[A-Z0-9]{2,10}))?")
JOINED = re.compile(r"(?P<base>[A-Z0-9]{2,16})(?P<quote>USDT|USDC|FDUSD|USD|EUR|GBP)")
ALIASES = {"XBT": "BTC", "XDG": "DOGE"}
DOLLARS = ("", "USD", "USDT", "USDC", "FDUSD")


@lru_cache
def asset(symbol: str) -> str:
    """Name it as the ledger does: BTC for btc-usd and BTCUSDT, ETH/BTC where no dollar is."""
    upper = symbol.strip().upper()
    match = JOINED.fullmatch(upper) or WRITTEN.fullmatch(upper)
    if match is None:
        return symbol
    base, quote = ALIASES.get(match["base"], match["base"]), match["quote"] or ""
    return base if quote in DOLLARS else f"{base}/{quote}"
