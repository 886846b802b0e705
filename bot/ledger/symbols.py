"""Symbols as people write them (BTC, btc-usd, BTC/USDT, BTCUSDT), and as venues list them."""

import re
from dataclasses import dataclass
from functools import lru_cache

WRITTEN = re.compile(r"(?P<base>[A-Z0-9]{1,20})(?:[-/_:](?P<quote>[A-Z0-9]{2,10}))?")
# Only these end a symbol without a separator: WBTC is a coin of its own, not W against BTC.
JOINED = re.compile(r"(?P<base>[A-Z0-9]{2,16})(?P<quote>USDT|USDC|FDUSD|USD|EUR|GBP)")

ALIASES = {"XBT": "BTC", "XDG": "DOGE"}
# A dollar is a dollar for a return in bps, as long as both its legs are of one market.
DOLLARS = ("USD", "USDT", "USDC", "FDUSD")
PREFERRED = {"binance": ("USDT", "USDC", "FDUSD"), "coinbase": ("USD", "USDT", "USDC")}
JOINER = {"binance": "", "coinbase": "-"}


@dataclass(frozen=True, slots=True)
class Symbol:
    base: str
    quote: str = ""  # empty where none was written


def parse(text: str) -> Symbol | None:
    """Read a symbol; None where the text is none."""
    upper = text.strip().upper()
    match = JOINED.fullmatch(upper) or WRITTEN.fullmatch(upper)
    if match is None:
        return None
    return Symbol(ALIASES.get(match["base"], match["base"]), match["quote"] or "")


@lru_cache(maxsize=4096)
def asset(text: str) -> str:
    """Name what is held: BTC for BTC, btc-usd and BTCUSDT, ETH/BTC where no dollar is."""
    symbol = parse(text)
    if symbol is None:
        return text
    if symbol.quote in ("", *DOLLARS):
        return symbol.base
    return f"{symbol.base}/{symbol.quote}"


def markets(text: str, kind: str) -> tuple[str, ...]:
    """Name the markets of a kind of venue that may price a symbol, the one that was asked first."""
    symbol = parse(text)
    if symbol is None:
        return ()
    quotes: tuple[str, ...] = (symbol.quote,)
    if symbol.quote in ("", *DOLLARS):
        listed = PREFERRED.get(kind, DOLLARS)
        asked = quotes if symbol.quote in listed else ()
        quotes = tuple(dict.fromkeys((*asked, *listed)))
    return tuple(f"{symbol.base}{JOINER.get(kind, '-')}{quote}" for quote in quotes)
