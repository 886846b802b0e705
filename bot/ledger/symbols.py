"""Symbols as people write them: BTC, btc-usd, BTC/USDT, BTCUSDT."""

import re
from dataclasses import dataclass

WRITTEN = re.compile(r"(?P<base>[A-Z0-9]{1,20})(?:[-/_:](?P<quote>[A-Z0-9]{2,10}))?")
# Only these end a symbol without a separator: WBTC is a coin of its own, not W against BTC.
JOINED = re.compile(r"(?P<base>[A-Z0-9]{2,16})(?P<quote>USDT|USDC|FDUSD|USD|EUR|GBP)")


@dataclass(frozen=True, slots=True)
class Symbol:
    base: str
    quote: str = ""  # empty where none was written


def parse(text: str) -> Symbol | None:
    """Read a symbol; None where the text is none."""
    upper = text.strip().upper()
    match = JOINED.fullmatch(upper) or WRITTEN.fullmatch(upper)
    return Symbol(match["base"], match["quote"] or "") if match else None
