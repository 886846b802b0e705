"""The venues: whether any of them answers."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.commands.examining.line import Line, defect, ok, warning
from bot.ports.venue import CandleRequest, Unavailable, Venue
from bot.words.instant import to_ms

SYMBOL = "BTC"
BACK = 5
MEND = "check the network, or the venues of policies/prices.yml"


def venues(asked: Sequence[Venue], interval_ms: int, now: datetime) -> Iterable[Line]:
    """Ask each for a few candles; one that does not list the market answers too."""
    down = [f"{venue.name}: {why}" for venue in asked if (why := _why_not(venue, interval_ms, now))]
    if len(down) == len(asked):
        yield defect("venues", f"none answers ({'; '.join(down)})", MEND)
        return
    for one in down:
        yield warning("venues", f"{one}; the next one is asked instead", MEND)
    if not down:
        yield ok("venues", f"{', '.join(venue.name for venue in asked)}")


def _why_not(venue: Venue, interval_ms: int, now: datetime) -> str:
    end = to_ms(now) // interval_ms * interval_ms
    for market in venue.market(SYMBOL)[:1]:
        answer = venue.candles(CandleRequest(market, interval_ms, end - BACK * interval_ms, end))
        if isinstance(answer, Unavailable):
            return answer.reason
    return ""
