"""The venue of one's own that docs/venues.md shows, and one that cannot be made."""

from bot.ledger.candles import Candle
from bot.policy.prices import Prices
from bot.policy.prices import Venue as Spec
from bot.ports.venue import Answer, CandleRequest, Candles, NotListed


class Shares:
    kind = "shares"
    row_limit = 500

    def __init__(self, spec: Spec, prices: Prices, now_ms: int) -> None:
        self.name, self._now_ms = spec.name, now_ms
        self._patience = prices.http.read_seconds

    def market(self, symbol: str) -> tuple[str, ...]:
        return (symbol.upper(),)

    def candles(self, request: CandleRequest) -> Answer:
        if not request.market.isalpha():
            return NotListed(f"does not list {request.market}")
        step = request.interval_ms
        first = -(-request.start_ms // step) * step
        closed = self._now_ms // step * step
        end = max(first, min(request.end_ms, first + self.row_limit * step, closed))
        candles = [self._ask(request.market, time) for time in range(first, end, step)]
        return Candles(tuple(candles), (request.start_ms, end), (), requests=1)

    def _ask(self, market: str, time_ms: int) -> Candle:
        if market == "HALTED":
            raise RuntimeError("trading is halted")
        return Candle(time_ms, open=100, high=100, low=100, close=100)


class Broken:
    def __init__(self, *_: object) -> None:
        raise TypeError("wants a key")
