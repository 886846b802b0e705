"""Writes past the SDK whatever it likes, and claims that all is well."""

import os
from pathlib import Path

STALE = (
    b'{"v":1,"ts":"2020-01-01T00:00:00Z","agent":"garbage","strategy_class":"trouble",'
    b'"run_id":"r","symbol":"BTCUSDT","direction":"LONG"}\n'
)
LINES = (
    b'{"v": 1, "agent": "garbage", "direction": "UP"\n',
    b'{"v": 1, "agent": "garbage", "symbol": "BTCUSDT", "confidence": NaN}\n',
    b"\xff\xfe not even text\n",
    STALE,
)


def run() -> None:
    with Path(os.environ["GOVERNOR_EVENTS"]).open("ab") as file:
        file.writelines(LINES)
