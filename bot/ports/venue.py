"""Where prices come from: venues that answer about closed candles, and a cache of them.

A request asks one market for the candles that open in [start_ms, end_ms). An answer is one of
three, and none is an exception: what a venue cannot say now is not an error of the run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from bot.ledger.candles import Candle, Series, Span
from bot.words.problem import Problem


@dataclass(frozen=True, slots=True)
class CandleRequest:
    market: str
    interval_ms: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Candles:
    """Closed candles, in order of time, and the one span that is now known.

    `covered` lies within the request; the rest of it is not yet closed, is beyond one call, or
    was given in rows that cannot be used (see `problems`). A time inside of `covered` without a
    candle had no trade. `requests` counts calls on the network.
    """

    candles: tuple[Candle, ...]
    covered: Span
    problems: tuple[Problem, ...]
    requests: int


@dataclass(frozen=True, slots=True)
class NotListed:
    """The venue does not know this market: final, ask the next candidate or venue."""

    reason: str
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer in this run: ask the next venue. `retry_at_ms` is when the venue said to."""

    reason: str
    retry_at_ms: int | None = None
    requests: int = 0


Answer: TypeAlias = Candles | NotListed | Unavailable


class Venue(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def row_limit(self) -> int:
        """The most candles that one request gives; a longer one is answered from its start."""

    def market(self, symbol: str) -> tuple[str, ...]:
        """Name the markets that may price the symbol, best first; none for what is no symbol."""

    def candles(self, request: CandleRequest) -> Answer:
        """Answer one request with at most one call, its retries aside; safe to call in threads."""


class CandleCache(Protocol):
    def load(
        self, venue: str, market: str, interval_ms: int, start_ms: int, end_ms: int
    ) -> Series: ...

    def store(
        self,
        venue: str,
        market: str,
        interval_ms: int,
        candles: Sequence[Candle],
        covered: Span,
        *,
        recheck: bool = False,
    ) -> tuple[Problem, ...]:
        """Add closed candles; each that contradicts what is known is a problem.

        What is known stays, unless the candles were asked for as a recheck: then they replace it.
        """
