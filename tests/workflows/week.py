"""A market and a fleet for a week: what rises and falls by the day, until both turn."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sin

from bot.ledger.candles import Candle
from bot.words.instant import DAY, HOUR, from_ms, render
from tests.fakes.venue_server import Market

START = datetime(2026, 9, 1, tzinfo=UTC)
FIRST, CRASH = 20, 25
LONG, SHORT = ("BTC", "ETH"), ("SOL", "ADA")
AGENTS = {"old-1": "one", "old-2": "two", "old-3": "three", "new": "one", "dull": "two"}
ENTRY = '  - {{name: {}, strategy_class: {}, version: "1.0", stage: {}, owner: kim}}\n'


@dataclass
class Clock:
    now: datetime = START + FIRST * DAY

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=50)
        return self.now


def market(symbol: str) -> Market:
    up = 1 if symbol in LONG else -1

    def candle(open_time: int, interval: int) -> Candle:
        first, last = _price(up, open_time), _price(up, open_time + interval)
        low, high = sorted((first, last))
        return Candle(open_time, first, high, low, last)

    return candle


def _price(up: int, at_ms: int) -> float:
    days = (from_ms(at_ms) - START) / DAY
    gone = min(days, CRASH + 0.25) - 24 * max(0.0, days - CRASH - 0.25)
    gone = max(gone, CRASH - 14.0)
    return round(100.0 * (1.0 + 0.01 * up * gone + 0.002 * sin(7 * days + up)), 6)


def registry() -> str:
    stages = {name: "live" if name.startswith("old") else "shadow" for name in AGENTS}
    rows = [ENTRY.format(name, group, stages[name]) for name, group in AGENTS.items()]
    return "".join(["v: 1\nagents:\n", *rows])


def signals(day: int) -> list[Mapping[str, object]]:
    at = START + day * DAY + HOUR
    return [
        {
            "v": 1,
            "ts": render(at),
            "agent": name,
            "strategy_class": group,
            "run_id": f"{name}-{day}",
            "symbol": symbol,
            "direction": "LONG" if symbol in LONG else "SHORT",
            "regime": "RISK_ON",
        }
        for name, group in AGENTS.items()
        for symbol in (*LONG, *SHORT)
    ]


def lines(day: int) -> str:
    return "".join(json.dumps(one) + "\n" for one in signals(day))


def easier(promotion: str) -> str:
    """Ask no gates: agents that run elsewhere and send no telemetry pass none."""
    return promotion.replace("use: gate", "use: off")
