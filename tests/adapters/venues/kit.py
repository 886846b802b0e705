"""What the tests of the venues share: a clock that jumps, and the venues of a loopback server."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.adapters.venues.making import make_venues
from bot.adapters.venues.nature import Nature
from bot.policy.prices import Http, Prices
from bot.policy.prices import Venue as Spec
from bot.ports.venue import CandleRequest, Venue

MINUTE = 60_000
HOUR = 60 * MINUTE
NOW = 1_795_219_200_000  # 2026-11-21T00:00:00Z
MARKETS = {"binance": "BTCUSDT", "coinbase": "BTC-USD"}


@dataclass
class Jumping:
    """Time that passes only by sleeping, and chance that is always the same."""

    now_ms: int = NOW
    slept: list[float] = field(default_factory=list)

    def nature(self) -> Nature:
        return Nature(lambda: self.now_ms, self.sleep, lambda: 1.0)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_ms += round(seconds * 1000)


def venue_of(
    kind: str, url: str, time: Jumping | Nature | None = None, now_ms: int = NOW, **http: float
) -> Venue:
    settings = Http.model_validate({"retries": 2, "read_seconds": 0.3, **http})
    prices = Prices(v=1, venues=(Spec(name=kind, kind=kind, url=url),), http=settings)
    nature = time if isinstance(time, Nature) else (time or Jumping()).nature()
    return make_venues(prices, Path(), now_ms, nature)[0]


def asked(kind: str, minutes_ago: int = 60, minutes: int = 10) -> CandleRequest:
    start = NOW - minutes_ago * MINUTE
    return CandleRequest(MARKETS[kind], MINUTE, start, start + minutes * MINUTE)
