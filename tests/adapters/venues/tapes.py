"""Cassettes of both exchanges: what is on each, and how one is recorded and played.

Record all of them again, from the loopback server: python -m tests.adapters.venues.tapes
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vcr.cassette import Cassette

from bot.ports.venue import Answer
from tests.adapters.tapes import cassette
from tests.adapters.venues import bodies
from tests.adapters.venues.kit import NOW, Jumping, asked, venue_of
from tests.fakes.venue_server import Fault, made, venue_server

FOLDER = Path(__file__).parent / "cassettes"
HOSTS = {
    "binance": "https://data-api.binance.vision",
    "coinbase": "https://api.exchange.coinbase.com",
}
KEPT = {"content-type", "date", "retry-after", "x-mbx-used-weight-1m"}
BTC = made("BTC", 40_000)


@dataclass(frozen=True, slots=True)
class Tape:
    kind: str
    name: str
    faults: Sequence[Fault] = ()

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.kind}-{self.name}.yaml"


BOTH = {
    "sound": (),
    "slow-down": (Fault(429, bodies.COINBASE_SLOW_DOWN, {"Retry-After": "7"}),),
    "one-fault": (Fault(503, b"<html>busy</html>"),),
    "down": (Fault(502, b"<html>bad gateway</html>"),) * 3,
    "location": (Fault(451, bodies.BINANCE_RESTRICTED),),
    "malformed": (Fault(200, b'[[1795215600000,"400'),),
    "page": (Fault(200, b"<html>maintenance</html>", {"Content-Type": "text/html"}),),
    "silence": (Fault(200, b"[]"),),
}
TAPES = (
    *(Tape(kind, name, faults) for kind in HOSTS for name, faults in BOTH.items()),
    Tape("binance", "unlisted", (Fault(400, bodies.BINANCE_UNKNOWN),)),
    Tape("binance", "banned", (Fault(418, bodies.BINANCE_BANNED % (NOW + 90_000)),)),
    Tape("coinbase", "unlisted", (Fault(404, bodies.COINBASE_UNKNOWN),)),
    Tape("coinbase", "too-many", (Fault(400, bodies.COINBASE_TOO_MANY),)),
)


def play(tape: Tape) -> tuple[Answer, Cassette]:
    host = HOSTS[tape.kind]
    with cassette(tape.path, host, host, KEPT) as played:
        return venue_of(tape.kind, host, Jumping()).candles(asked(tape.kind)), played


def record(tape: Tape) -> None:
    with venue_server({"BTCUSDT": BTC, "BTC-USD": BTC}, NOW) as server:
        server.faults.extend(tape.faults)
        with cassette(tape.path, server.url, HOSTS[tape.kind], KEPT):
            venue_of(tape.kind, server.url, Jumping()).candles(asked(tape.kind))


if __name__ == "__main__":
    for each in TAPES:
        record(each)
