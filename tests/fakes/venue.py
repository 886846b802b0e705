"""A venue in memory: it knows the candles it was given, up to its own `now`, and counts."""

from collections.abc import Iterable, Mapping

from bot.ledger.candles import Candle
from bot.ledger.symbols import markets
from bot.ports.venue import Answer, CandleRequest, Candles, NotListed, Unavailable


class FakeVenue:
    """`candles` are 1-minute ones by market; hourly ones are made of them. `down` says why."""

    def __init__(
        self,
        candles: Mapping[str, Iterable[Candle]],
        now_ms: int,
        *,
        name: str = "binance",
        kind: str = "binance",
        row_limit: int = 1000,
    ) -> None:
        self._candles = {market: list(rows) for market, rows in candles.items()}
        self.now_ms, self.name, self.kind, self.row_limit = now_ms, name, kind, row_limit
        self.down = ""
        self.asked: list[CandleRequest] = []

    def market(self, symbol: str) -> tuple[str, ...]:
        return markets(symbol, self.kind)

    def candles(self, request: CandleRequest) -> Answer:
        self.asked.append(request)
        if self.down:
            return Unavailable(self.down, None, 1)
        if request.market not in self._candles:
            return NotListed(f"{self.name} does not list {request.market}", 1)
        closed = self.now_ms // request.interval_ms * request.interval_ms
        end = min(request.end_ms, closed, request.start_ms + self.row_limit * request.interval_ms)
        rows = _grouped(self._candles[request.market], request.interval_ms)
        found = tuple(row for row in rows if request.start_ms <= row.open_time_ms < end)
        return Candles(found, (request.start_ms, max(end, request.start_ms)), (), 1)


def _grouped(candles: Iterable[Candle], interval_ms: int) -> list[Candle]:
    groups: dict[int, list[Candle]] = {}
    for candle in candles:
        start = candle.open_time_ms // interval_ms * interval_ms
        groups.setdefault(start, []).append(candle)
    return [
        Candle(
            start,
            group[0].open,
            max(candle.high for candle in group),
            min(candle.low for candle in group),
            group[-1].close,
        )
        for start, group in groups.items()
    ]
