"""The module of every scaffolded agent, to the letter: what differs stands in a file beside it."""

AGENT = '''\
"""An agent made by `governor scaffold`: the file of the same name beside it says what it does.

The code is the same for all of them. It reads hourly closes, adds up the signals that the file
lists, and stays flat outside of its regime. Nothing of that file is ever run.
"""

import csv
import json
import math
import os
import urllib.request
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev

from bot.sdk import regime

GIVEN = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
SIGNALS = GIVEN["signals"]
HOURS = max(one["lookback_hours"] for one in SIGNALS) + 1
HOUR_MS, TIMEOUT_SECONDS, LARGEST, STRONG = 3_600_000, 20, 4_000_000, 3.0
QUOTES = ("USDT", "USD", "USDC")


def run() -> list[dict[str, object]]:
    if regime() != GIVEN["regime"]:
        return [forecast(symbol, 0.0) for symbol in GIVEN["symbols"]]
    return [forecast(symbol, score(closes(symbol))) for symbol in GIVEN["symbols"]]


def forecast(symbol: str, score: float) -> dict[str, object]:
    prob_up = 1 / (1 + math.exp(-score))
    confidence = abs(2 * prob_up - 1)
    flat = confidence <= GIVEN["min_confidence"]
    return {
        "symbol": symbol,
        "direction": "FLAT" if flat else "LONG" if score > 0 else "SHORT",
        "prob_up": round(prob_up, 4),
        "confidence": round(confidence, 4),
        "score_final": round(score, 4),
    }


def score(prices: list[float]) -> float:
    parts = (one["weight"] * view(one["kind"], prices, one["lookback_hours"]) for one in SIGNALS)
    return max(-STRONG, min(STRONG, sum(parts)))


def view(kind: str, prices: list[float], hours: int) -> float:
    """Give what one signal says: above zero it will rise, in units of its own volatility."""
    window = prices[-hours - 1 :]
    moves = [math.log(after / before) for before, after in pairwise(window)]
    spread = pstdev(moves) * math.sqrt(len(moves))
    if not spread:
        return 0.0
    if kind == "momentum":
        return sum(moves) / spread
    if kind == "reversion":
        return math.log(fmean(window) / window[-1]) / spread
    if kind == "breakout":
        low, high = min(window[:-1]), max(window[:-1])
        return math.log(window[-1] / max(low, min(high, window[-1]))) / spread
    half = len(moves) // 2
    return (pstdev(moves[:half]) - pstdev(moves[half:])) / pstdev(moves)


def closes(symbol: str) -> list[float]:
    """Ask the venues in order; whoever has too few closed hours is passed over."""
    reasons = []
    for venue in GIVEN["venues"]:
        try:
            found = READERS[venue["kind"]](venue, symbol)
        except (OSError, ValueError, LookupError, TypeError) as error:
            reasons.append(f"{venue['name']}: {error}")
            continue
        if len(found) >= HOURS and min(found[-HOURS:]) > 0:
            return found[-HOURS:]
        reasons.append(f"{venue['name']}: {len(found)} closed hours of {HOURS}")
    raise LookupError(f"no prices of {symbol}: {'; '.join(reasons) or 'no venue is listed'}")


def binance(venue: dict[str, str], symbol: str) -> list[float]:
    end = now_ms() // HOUR_MS * HOUR_MS
    span = f"startTime={end - HOURS * HOUR_MS}&endTime={end - 1}&limit=500"
    rows = fetched(f"{venue['url']}/api/v3/klines?symbol={symbol}USDT&interval=1h&{span}")
    return [float(row[4]) for row in rows]


def coinbase(venue: dict[str, str], symbol: str) -> list[float]:
    end = now_ms() // HOUR_MS * HOUR_MS
    span = f"start={written(end - HOURS * HOUR_MS)}&end={written(end - 1000)}"
    rows = fetched(f"{venue['url']}/products/{symbol}-USD/candles?granularity=3600&{span}")
    return [float(row[4]) for row in reversed(rows)]


def files(venue: dict[str, str], symbol: str) -> list[float]:
    """Take of each hour the last close; the hour of now has not closed yet."""
    names = [f"{symbol}{quote}_{GIVEN['interval']}.csv" for quote in (*QUOTES, "")]
    found = [path for name in names if (path := Path(venue["path"], name)).exists()]
    if not found:
        raise LookupError(f"{venue['path']} has none of {', '.join(names)}")
    hours: dict[int, float] = {}
    with found[0].open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            hours[int(row["open_time"]) // HOUR_MS] = float(row["close"])
    return [close for hour, close in sorted(hours.items()) if hour < now_ms() // HOUR_MS]


def fetched(address: str) -> list[list[float]]:
    with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as answer:
        found: list[list[float]] = json.loads(answer.read(LARGEST))
    return found


def now_ms() -> int:
    """Take the time the run is for, so that a run of another day sees that day's prices."""
    given = os.environ.get("GOVERNOR_NOW")
    return int((datetime.fromisoformat(given) if given else datetime.now(UTC)).timestamp() * 1000)


def written(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


READERS = {"binance": binance, "coinbase": coinbase, "files": files}
'''

TEST = '''\
"""What a scaffolded agent makes of prices, and that it stays flat where it has to."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__)
SOURCE = HERE.parents[2] / "agents" / "scaffolded" / f"{HERE.stem.removeprefix('test_')}.py"


@pytest.fixture
def agent() -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"scaffolded_{SOURCE.stem}", SOURCE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_parameters_are_in_bounds(agent: ModuleType) -> None:
    assert agent.GIVEN["symbols"]
    assert 0 <= agent.GIVEN["min_confidence"] <= 0.9
    for signal in agent.GIVEN["signals"]:
        assert 2 <= signal["lookback_hours"] <= 168
        assert -1 <= signal["weight"] <= 1


@pytest.mark.parametrize("regime", ["", "ANOTHER"])
def test_it_is_flat_outside_of_its_regime(
    agent: ModuleType, monkeypatch: pytest.MonkeyPatch, regime: str
) -> None:
    monkeypatch.setattr(agent, "regime", lambda: regime)
    said = agent.run()
    assert [one["symbol"] for one in said] == agent.GIVEN["symbols"]
    assert {one["direction"] for one in said} == {"FLAT"}


@pytest.mark.parametrize("step", [1.01, 1.0, 0.99], ids=["rising", "still", "falling"])
def test_it_says_one_thing_of_each_symbol(
    agent: ModuleType, monkeypatch: pytest.MonkeyPatch, step: float
) -> None:
    prices = [100.0 * step ** (hour + hour % 2) for hour in range(agent.HOURS)]
    monkeypatch.setattr(agent, "regime", lambda: agent.GIVEN["regime"])
    monkeypatch.setattr(agent, "closes", lambda symbol: prices)
    said = agent.run()
    assert [one["symbol"] for one in said] == agent.GIVEN["symbols"]
    assert all(0 < one["prob_up"] < 1 and 0 <= one["confidence"] < 1 for one in said)
    if step == 1.0:
        assert {one["direction"] for one in said} == {"FLAT"}
'''
