"""Coinbase Exchange candles: newest first, low before high, silent minutes left out."""

from dataclasses import dataclass
from urllib.parse import quote

from bot.adapters.venues.exchange import Call
from bot.adapters.venues.rows import Columns, decode
from bot.ports.venue import CandleRequest, NotListed, Unavailable
from bot.words.instant import from_ms
from bot.words.text import printable

COLUMNS = Columns(6, time=0, low=1, high=2, open=3, close=4, unit_ms=1000)
GRANULARITIES = (60, 300, 900, 3_600, 21_600, 86_400)
NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Coinbase:
    kind: str = "coinbase"
    row_limit: int = 300
    columns: Columns = COLUMNS

    def call(self, asked: CandleRequest) -> Call | None:
        seconds, rest = divmod(asked.interval_ms, 1000)
        if rest or seconds not in GRANULARITIES:
            return None
        params = {
            "granularity": str(seconds),
            "start": _iso(asked.start_ms),
            # The second before, so that it does not matter whether the end is part of the range.
            "end": _iso(asked.end_ms - 1000),
        }
        return Call(f"/products/{quote(asked.market, safe='')}/candles", params)

    def refusal(self, status: int, body: bytes) -> NotListed | Unavailable:
        message = _message(body)
        # Any other 404 is about the URL, not about the market, and must not become final.
        if status == NOT_FOUND and message == "NotFound":
            return NotListed(f"does not list it (answered 404: {message})")
        return Unavailable(f"answered {status}: {message or 'without a reason'}")


def _iso(time_ms: int) -> str:
    return from_ms(time_ms).strftime("%Y-%m-%dT%H:%M:%SZ")


def _message(body: bytes) -> str:
    try:
        said = decode(body)
    except ValueError:
        return ""
    return printable(str(said.get("message", "")), 120) if isinstance(said, dict) else ""
