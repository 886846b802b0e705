"""A venue on loopback: serves candles as Binance and Coinbase do, counts, and fails on demand.

Made candles are a pure function of market and time, so any span can be asked for and checked.
"""

import json
import math
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import ClassVar, Literal
from urllib.parse import parse_qs, urlsplit
from zlib import crc32

from bot.ledger.candles import Candle
from tests.fakes.loopback import on_loopback

MINUTE = 60_000
HOUR = 60 * MINUTE
INTERVALS = {"1m": MINUTE, "5m": 5 * MINUTE, "15m": 15 * MINUTE, "1h": HOUR, "1d": 24 * HOUR}

Market = Callable[[int, int], Candle | None]  # (open time, interval) -> candle, None without trades


@dataclass(frozen=True, slots=True)
class Seen:
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What the next request gets in place of candles."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    act: Literal["answer", "hang", "reset", "cut", "drip"] = "answer"


@dataclass
class VenueServer:
    """`markets` by the name the request uses: BTCUSDT or BTC-USD; `now_ms` is the venue's clock."""

    markets: Mapping[str, Market]
    now_ms: int
    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    weight: int | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def count(self) -> int:
        return len(self.seen)

    def take(self, seen: Seen) -> Fault | None:
        with self.lock:
            self.seen.append(seen)
            return self.faults.popleft() if self.faults else None

    def answer(self, path: str, query: Mapping[str, str]) -> Fault:
        if path == "/api/v3/klines":
            return self._klines(query)
        parts = path.strip("/").split("/")
        if len(parts) == 3 and (parts[0], parts[2]) == ("products", "candles"):
            return self._coinbase(parts[1], query)
        return _json(404, {"message": "NotFound"})

    def _klines(self, query: Mapping[str, str]) -> Fault:
        if query["symbol"] not in self.markets:
            return _json(400, {"code": -1121, "msg": "Invalid symbol."})
        interval, limit = INTERVALS[query["interval"]], int(query.get("limit", "500"))
        start, end = int(query["startTime"]), int(query["endTime"])
        candles = self._between(query["symbol"], interval, start, end)[:limit]
        return _json(200, [_kline(candle, interval) for candle in candles])

    def _coinbase(self, market: str, query: Mapping[str, str]) -> Fault:
        if market not in self.markets:
            return _json(404, {"message": "NotFound"})
        interval = int(query["granularity"]) * 1000
        if interval not in (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR):
            return _json(400, {"message": "Unsupported granularity"})
        start, end = _iso_ms(query["start"]), _iso_ms(query["end"])
        if (end - start) // interval >= 300:
            reason = "granularity too small for the requested time range. "
            reason += "Count of aggregations requested exceeds 300"
            return _json(400, {"message": reason})
        candles = self._between(market, interval, start, end)
        return _json(200, [_coinbase_row(candle) for candle in reversed(candles)])

    def _between(self, market: str, interval: int, start: int, end: int) -> list[Candle]:
        """Give candles that open in [start, end]; like a real venue also the one still open."""
        first = -(-start // interval) * interval
        times = range(first, min(end, self.now_ms) + 1, interval)
        made = (self.markets[market](time, interval) for time in times)
        return [candle for candle in made if candle is not None]


def made(name: str, base: float = 100.0) -> Market:
    """Make a market that never sleeps; a coarse candle agrees with its minutes at both ends."""
    seed = crc32(name.encode())

    def price(time_ms: int) -> float:
        minute = time_ms // MINUTE
        noise = crc32(f"{seed}:{minute}".encode()) / 2**32 - 0.5
        slow = math.sin(minute / 377 + seed % 7) + math.sin(minute / 2111)
        return round(base * (1 + 0.02 * slow + 0.001 * noise), 2)

    def market(open_time: int, interval: int) -> Candle:
        first, last = price(open_time), price(open_time + interval)
        high, low = max(first, last), min(first, last)
        return Candle(open_time, first, round(high + 0.01, 2), round(low - 0.01, 2), last)

    return market


def silent(market: Market, start_ms: int, end_ms: int) -> Market:
    """Leave out the candles that open in [start_ms, end_ms): nobody traded."""
    return lambda time, interval: None if start_ms <= time < end_ms else market(time, interval)


def listed(candles: Mapping[int, Candle]) -> Market:
    """Serve given candles, by open time."""
    return lambda time, _interval: candles.get(time)


@contextmanager
def venue_server(markets: Mapping[str, Market], now_ms: int) -> Iterator[VenueServer]:
    venue = VenueServer(markets, now_ms)
    with on_loopback(_Handler, venue=venue) as url:
        venue.url = url
        try:
            yield venue
        finally:
            venue.stopping.set()


class _Handler(BaseHTTPRequestHandler):
    venue: ClassVar[VenueServer]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        fault = self.venue.take(Seen(parts.path, query, dict(self.headers)))
        self._act(fault or self.venue.answer(parts.path, query))

    def _act(self, reply: Fault) -> None:
        if reply.act == "hang":
            self.venue.stopping.wait(20)
            self.close_connection = True
        elif reply.act == "reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.close_connection = True
        else:
            self._send(reply)

    def _send(self, reply: Fault) -> None:
        headers = {"Content-Type": "application/json", **reply.headers}
        if self.venue.weight is not None:
            headers.setdefault("X-MBX-USED-WEIGHT-1M", str(self.venue.weight))
        cut = reply.act == "cut"
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body) + 100 * cut))
        self.end_headers()
        if reply.act == "drip":
            self._drip(reply.body)
        else:
            self.wfile.write(reply.body)
        self.close_connection = cut

    def _drip(self, body: bytes) -> None:
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.venue.stopping.wait(0.02):
                self.close_connection = True
                return

    def date_time_string(self, timestamp: float | None = None) -> str:
        seconds = self.venue.now_ms / 1000 if timestamp is None else timestamp
        return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)


def _json(status: int, value: object) -> Fault:
    return Fault(status, json.dumps(value).encode())


def _kline(candle: Candle, interval: int) -> list[object]:
    prices = [f"{price:.8f}" for price in (candle.open, candle.high, candle.low, candle.close)]
    close_time = candle.open_time_ms + interval - 1
    rest = ["1.50000000", close_time, "150.00000000", 12, "0.70000000", "70.00000000", "0"]
    return [candle.open_time_ms, *prices, *rest]


def _coinbase_row(candle: Candle) -> list[float]:
    seconds = candle.open_time_ms // 1000
    return [seconds, candle.low, candle.high, candle.open, candle.close, 1.5]


def _iso_ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)
