"""Small answers of the two public APIs, in the shapes they really have, and spoilt ones."""

import json

from tests.adapters.venues.kit import MINUTE, NOW

START = NOW - 60 * MINUTE  # where the requests of kit.asked start

BINANCE_UNKNOWN = b'{"code":-1121,"msg":"Invalid symbol."}'
BINANCE_BANNED = (
    b'{"code":-1003,"msg":"Too much request weight used; IP banned until %d. '
    b'Use the streams for live updates."}'
)
BINANCE_RESTRICTED = (
    b'{\n  "code": 0,\n  "msg": "Service unavailable from a restricted location '
    b'according to the terms."\n}'
)
COINBASE_UNKNOWN = b'{"message":"NotFound"}'
COINBASE_GRANULARITY = b'{"message":"Unsupported granularity"}'
COINBASE_TOO_MANY = (
    b'{"message":"granularity too small for the requested time range. '
    b'Count of aggregations requested exceeds 300"}'
)
COINBASE_SLOW_DOWN = b'{"message":"Public rate limit exceeded"}'
COINBASE_TICKER = b'{"ask":"73369.19","bid":"73360.34","price":"73367.8","size":"0.00730812"}'


def row(kind: str, minute: int, prices: tuple[object, object, object, object]) -> list[object]:
    """Make one row from open, high, low and close, as text at Binance and bare at Coinbase."""
    first, high, low, last = prices
    time = START + minute * MINUTE
    if kind == "coinbase":
        return [time // 1000, low, high, first, last, 14.697630010000001]
    text = [str(price) for price in prices]
    return [time, *text, "1.5", time + MINUTE - 1, "150.0", 12, "0.7", "70.0", "0"]


SOUND = (994.49, 994.5, 994.4, 994.5)


def body(*rows: list[object]) -> bytes:
    return json.dumps(list(rows)).encode()


def sound(kind: str, *minutes: int) -> bytes:
    return body(*(row(kind, minute, SOUND) for minute in minutes))
