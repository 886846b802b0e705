"""Binance spot klines; data-api.binance.vision and api.binance.com speak the same."""

from dataclasses import dataclass

from bot.adapters.venues.exchange import Call
from bot.adapters.venues.intervals import NAMES
from bot.adapters.venues.rows import Columns, decode
from bot.ports.venue import CandleRequest, NotListed, Unavailable
from bot.words.text import printable

COLUMNS = Columns(12, time=0, open=1, high=2, low=3, close=4, unit_ms=1)
WEIGHT_A_MINUTE = 6_000
# -1121 is an unknown symbol, -1100 one with letters that no symbol has.
UNKNOWN_SYMBOL = ("-1121", "-1100")


@dataclass(frozen=True, slots=True)
class Binance:
    kind: str = "binance"
    row_limit: int = 1000
    columns: Columns = COLUMNS

    def call(self, asked: CandleRequest) -> Call | None:
        interval = NAMES.get(asked.interval_ms)
        if interval is None:
            return None
        params = {
            "symbol": asked.market,
            "interval": interval,
            "startTime": str(asked.start_ms),
            "endTime": str(asked.end_ms - 1),  # a candle that opens at endTime would be given
            "limit": str(self.row_limit),
        }
        return Call("/api/v3/klines", params)

    def refusal(self, status: int, body: bytes) -> NotListed | Unavailable:
        code, message = _error(body)
        if code in UNKNOWN_SYMBOL:
            return NotListed(f"does not list it (answered {status}: {message})")
        return Unavailable(f"answered {status}: {message or 'without a reason'}")


def _error(body: bytes) -> tuple[str, str]:
    try:
        said = decode(body)
    except ValueError:
        return "", ""
    if not isinstance(said, dict):
        return "", ""
    return str(said.get("code", "")), printable(str(said.get("msg", "")), 120)
