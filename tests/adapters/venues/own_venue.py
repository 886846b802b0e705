"""A venue of one's own, as docs/venues.md shows it."""

from bot.ledger.candles import Candle
from bot.policy.prices import Prices
from bot.policy.prices import Venue as Spec
from bot.ports.venue import Answer, CandleRequest, Candles, NotListed


class Shares:
    """Shares that always cost a hundred."""

    kind = "shares"
    row_limit = 500

    def __init__(self, spec: Spec, prices: Prices, now_ms: int) -> None:
        self.name, self._now_ms = spec.name, now_ms
        self._parallel = prices.http.parallel

    def market(self, symbol: str) -> tuple[str, ...]:
        return (symbol.upper(),)

    def candles(self, request: CandleRequest) -> Answer:
        if request.market == "HALTED":
            raise RuntimeError("trading is halted")
        if not request.market.isalpha():
            return NotListed(f"does not list {request.market}")
        step = request.interval_ms
        end = min(request.end_ms, request.start_ms + self.row_limit * step)
        end = min(end, self._now_ms // step * step)
        first = -(-request.start_ms // step) * step
        candles = (Candle(time, 100, 100, 100, 100) for time in range(first, end, step))
        return Candles(tuple(candles), (request.start_ms, max(request.start_ms, end)), (), 1)


class Broken:
    def __init__(self, *_: object) -> None:
        raise TypeError("wants a key")
