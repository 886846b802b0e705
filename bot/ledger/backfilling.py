"""What a settlement of a whole history stands on, as small tables for whoever computes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.ledger.hindsight import UNLISTED, UNPRICED
from bot.ledger.symbols import asset
from bot.ledger.terms import DAY_MS, Retry, Terms


@dataclass(frozen=True, slots=True)
class Span:
    """Somebody looks at each whole multiple of `every_ms`, at last at `last_look_ms`."""

    every_ms: int
    last_look_ms: int


def last_look(until_ms: int, every_ms: int) -> int:
    return until_ms // every_ms * every_ms


def tries(retry: Retry, every_ms: int) -> tuple[int, ...]:
    """Give how long after the first look each look for a missing price is; the last gives up."""
    return tuple(_tries(retry, every_ms))


def _tries(retry: Retry, every_ms: int) -> Iterator[int]:
    after = count = 0
    while after < retry.window_ms:
        yield after
        count += 1
        after += -(-retry.wait_ms(count) // every_ms) * every_ms
    yield after


def terms_row(terms: Terms, span: Span, venue: str) -> Mapping[str, int | str]:
    closed = (span.last_look_ms + terms.interval_ms) // terms.interval_ms * terms.interval_ms
    return {
        "interval_ms": terms.interval_ms,
        "max_gap_ms": terms.max_gap_ms,
        "block_ms": max(DAY_MS, terms.max_gap_ms),
        "closed_ms": closed,
        "every_ms": span.every_ms,
        "last_look": span.last_look_ms,
        "given_up_ms": tries(terms.retry, span.every_ms)[-1],
        "venue": venue,
        "unlisted": f"{venue}: {UNLISTED}",
        "unpriced": f"{venue}: {UNPRICED}",
    }


def listed_rows(
    markets: Mapping[str, str], terms: Terms, venue: str
) -> tuple[tuple[str, str, float, float], ...]:
    """Give symbol, market, fee and slippage; `markets` by symbol as the signals write it."""
    costs = {symbol: terms.cost(venue, asset(symbol)) for symbol in markets}
    return tuple(
        (symbol, market, costs[symbol].fee_bps, costs[symbol].slippage_bps)
        for symbol, market in sorted(markets.items())
    )
