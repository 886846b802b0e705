"""What pages should say of the past, worked out a second time from the state as it lies."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import accumulate
from math import erfc, exp, log, sqrt
from typing import Any

Read = Mapping[str, Any]


def curve(days: Mapping[str, float], last: Read) -> dict[str, dict[str, float]]:
    """Sum the bps of each day; the fall is that of the compounded book below its highest."""
    names = sorted(days)
    made = list(accumulate(days[name] for name in names))
    books = list(accumulate((1 + days[name] / 1e4 for name in names), lambda a, b: a * b))
    found = {
        name: {
            "pnl_bps": made[at],
            "drawdown_bps": 1e4 * (1 - books[at] / max(1.0, *books[: at + 1])),
        }
        for at, name in enumerate(names)
    }
    if last["hours"]:
        ended = datetime.fromisoformat(last["at"])
        found[(ended - timedelta(milliseconds=1)).date().isoformat()] = {
            "pnl_bps": last["pnl_bps"],
            "drawdown_bps": last["drawdown_bps"],
        }
    return found


def beliefs(checkpoints: Mapping[str, Read], rho: float) -> dict[str, dict[str, float | None]]:
    """Give E of each hypothesis at the beginning of each day, by the formula itself."""
    found: dict[str, dict[str, float | None]] = {}
    for day, document in checkpoints.items():
        for name, row in document["hypotheses"].items():
            one = dict(zip(document["columns"], row, strict=False))
            found.setdefault(name, {})[day] = _e(one, rho) if one["hours"] else None
    return found


def _e(row: Read, rho: float) -> float:
    drift, spread = row["drift"], (row["squares"] + 2 * row["budget"]) / 3
    whole = spread + rho
    tail = 0.5 * erfc(-drift / sqrt(2 * whole))
    return exp(0.5 * log(4 * rho / whole) + drift**2 / (2 * whole) + log(tail))
