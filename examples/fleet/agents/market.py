"""What the agents know of the market: the candles that had closed when they were run."""

import csv
import math
import os
from datetime import UTC, datetime
from pathlib import Path

SYMBOLS = ("BTCUSDT", "ETHUSDT")
CANDLE_MS = 15 * 60_000
SURE = 0.2


def closes(symbol: str, count: int) -> list[float]:
    now_ms = _now().timestamp() * 1000
    with Path("candles", f"{symbol}_15m.csv").open(encoding="utf-8") as file:
        rows = [(int(row["open_time"]), float(row["close"])) for row in csv.DictReader(file)]
    closed = [close for opened, close in rows if opened + CANDLE_MS <= now_ms]
    if len(closed) < count:
        raise LookupError(f"candles/ has {len(closed)} closed candles of {symbol}, not {count}")
    return closed[-count:]


def forecast(symbol: str, score: float) -> dict[str, object]:
    """Say what a score means: above zero it will rise, and the farther from it the surer."""
    prob_up = 1 / (1 + math.exp(-score))
    direction = "FLAT" if abs(score) < SURE else "LONG" if score > 0 else "SHORT"
    return {
        "symbol": symbol,
        "direction": direction,
        "prob_up": round(prob_up, 4),
        "confidence": round(abs(2 * prob_up - 1), 4),
        "score_final": round(score, 4),
    }


def _now() -> datetime:
    """Take the time the run is for, so that a run of another day sees that day's candles."""
    given = os.environ.get("GOVERNOR_NOW")
    return datetime.fromisoformat(given) if given else datetime.now(UTC)
