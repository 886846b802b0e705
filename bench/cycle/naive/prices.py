"""One request a price, over a connection that is kept."""

import json
from http.client import HTTPConnection, RemoteDisconnected
from urllib.parse import urlencode

from bench.cycle.naive.records import MINUTE


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
