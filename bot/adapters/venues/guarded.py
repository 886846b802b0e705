"""A venue that others wrote: what it throws is an answer like any other."""

from dataclasses import dataclass

from bot.ports.venue import Answer, CandleRequest, Unavailable, Venue
from bot.words.text import printable


@dataclass(frozen=True, slots=True)
class Guarded:
    inner: Venue

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def kind(self) -> str:
        return self.inner.kind

    @property
    def row_limit(self) -> int:
        return self.inner.row_limit

    def market(self, symbol: str) -> tuple[str, ...]:
        return self.inner.market(symbol)

    def candles(self, request: CandleRequest) -> Answer:
        try:
            return self.inner.candles(request)
        except Exception as error:  # noqa: BLE001 - foreign code must not end a run
            said = printable(f"{type(error).__name__}: {error}", 120)
            return Unavailable(f"its {self.kind} venue failed with {said}")
