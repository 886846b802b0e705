"""One request a price, over a connection that is kept; and times as numbers."""

import json
from datetime import UTC, datetime
from http.client import HTTPConnection, RemoteDisconnected
from urllib.parse import urlencode

MINUTE = 60_000


def millis(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1000)


def text(moment: int) -> str:
    at = datetime.fromtimestamp(moment / 1000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def minute_at(moment: str) -> int:
    """Give the first minute that begins then or later."""
    return -(-millis(moment) // MINUTE) * MINUTE


class Prices:
    def __init__(self, venue: str) -> None:
        self._connection = HTTPConnection(venue, timeout=30)
        self.count = 0

    def at(self, symbol: str, moment: int) -> float:
        self.count += 1
        query = {
            "symbol": f"{symbol}USDT",
            "interval": "1m",
            "startTime": moment,
            "endTime": moment + MINUTE,
            "limit": 1,
        }
        return float(json.loads(self._get(f"/api/v3/klines?{urlencode(query)}"))[0][1])

    def _get(self, path: str) -> bytes:
        """Ask again where the venue has closed a connection on which nothing was said for long."""
        try:
            return self._got(path)
        except RemoteDisconnected:
            self._connection.close()
            return self._got(path)

    def _got(self, path: str) -> bytes:
        self._connection.request("GET", path)
        return self._connection.getresponse().read()
