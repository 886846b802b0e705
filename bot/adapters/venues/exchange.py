"""An exchange as a venue: one HTTP host, and one dialect of asking it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.adapters.venues.host import Host, Reply
from bot.adapters.venues.rows import Columns, answer, candles_of
from bot.ports.venue import Answer, CandleRequest, Candles, NotListed, Unavailable


@dataclass(frozen=True, slots=True)
class Call:
    path: str
    params: Mapping[str, str]


class Dialect(Protocol):
    """How one kind of exchange is asked for candles, and how it says no."""

    @property
    def kind(self) -> str: ...

    @property
    def row_limit(self) -> int: ...

    @property
    def columns(self) -> Columns: ...

    def call(self, asked: CandleRequest) -> Call | None:
        """Say what to send; None where the exchange has no candles of that length."""

    def refusal(self, status: int, body: bytes) -> NotListed | Unavailable: ...


@dataclass(frozen=True, slots=True)
class Exchange:
    name: str
    dialect: Dialect
    host: Host
    names: Callable[[str], tuple[str, ...]]
    now_ms: int
    unlisted: dict[str, NotListed] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.dialect.kind

    @property
    def row_limit(self) -> int:
        return self.dialect.row_limit

    def market(self, symbol: str) -> tuple[str, ...]:
        return self.names(symbol)

    def candles(self, request: CandleRequest) -> Answer:
        if request.market in self.unlisted:
            return self.unlisted[request.market]
        asked = bounded(request, self.row_limit, self.now_ms)
        if asked.start_ms >= asked.end_ms:
            return Candles((), (request.start_ms, request.start_ms), (), 0)
        call = self.dialect.call(asked)
        if call is None:
            return Unavailable(f"has no candles of {asked.interval_ms // 60_000} minutes")
        reply = self.host.get(call.path, dict(call.params))
        return reply if isinstance(reply, Unavailable) else self._read(reply, asked)

    def _read(self, reply: Reply, asked: CandleRequest) -> Answer:
        if reply.status != 200:  # noqa: PLR2004 - OK
            return self._refused(reply, asked.market)
        closed_ms = min(self.now_ms, reply.date_ms or self.now_ms)
        try:
            candles = candles_of(reply.body, self.dialect.columns)
        except ValueError as error:
            return Unavailable(str(error), None, reply.requests)
        return answer(candles, asked, closed_ms, f"{self.name} {asked.market}", reply.requests)

    def _refused(self, reply: Reply, market: str) -> Answer:
        said = self.dialect.refusal(reply.status, reply.body)
        if isinstance(said, NotListed):
            self.unlisted[market] = said
        return replace(said, requests=reply.requests)


def bounded(request: CandleRequest, row_limit: int, now_ms: int) -> CandleRequest:
    """Cut a request to one call and to candles that may have closed by now."""
    step = request.interval_ms
    first_ms = -(-request.start_ms // step) * step
    end_ms = min(request.end_ms, first_ms + row_limit * step, now_ms // step * step)
    return replace(request, end_ms=end_ms)
