"""What is told of an agent's trades and runs: sums of all, the rest in a window of 30 days."""

import math
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from bench.cycle.naive.agent import Day
from bench.cycle.naive.records import PRIMARY, Record, grouped

LEAST, LEAST_DAYS = 20, 5
WINDOW = 30
LOOKBACK, RECENT = 30, 5


def trades(rows: list[Record], since: str) -> Record:
    primary = [row for row in rows if row["horizon_hours"] == PRIMARY]
    nets = [row["net_bps"] for row in primary]
    decided = [net for net in nets if net]
    lately = [row for row in primary if row["settled_at"] >= since]
    return {
        "n": len(nets),
        "pnl_sum_bps": sum(nets) if len(nets) >= LEAST else None,
        "hit_rate": mean([net > 0 for net in decided]),
        "cvar95_bps": cvar95([row["net_bps"] for row in lately]),
        "symbols": Counter(row["symbol"] for row in lately),
        "confidence": confidence(primary),
    }


def cvar95(nets: list[float]) -> float | None:
    if len(nets) < LEAST:
        return None
    worst = sorted(nets)[: math.ceil(len(nets) / 20)]
    return sum(worst) / len(worst)


def confidence(rows: list[Record]) -> float:
    multiplier, recent = 1.0, list[float]()
    for batch in batches(rows):
        recent = (recent + sorted(batch, reverse=True))[-LOOKBACK:]
        latest = sum(recent[-RECENT:])
        factor = 0.85 if latest < -50 else 0.93 if latest < 0 else 1.03 if latest > 50 else 1.0
        multiplier = min(1.2, max(0.2, multiplier * factor))
    return multiplier


def batches(rows: list[Record]) -> Iterator[list[float]]:
    def when(row: Record) -> tuple[str, str]:
        return row["settled_at"], row["exit_at"]

    for _, batch in groupby(sorted(rows, key=when), key=when):
        yield [row["net_bps"] for row in batch]


def usage(lines: list[Record], since: str) -> Record:
    """Take what reports twice, as one that used two models does, for one run."""
    lately = [line for line in lines if line["ts"] >= since]
    runs = grouped(lately, "run_id").values()
    latencies = sorted(sum(line["latency_ms"] for line in run) for run in runs)
    slow = math.ceil(0.95 * len(latencies)) - 1
    return {
        "runs": len(runs),
        "error_rate": mean([any(line["errors"] for line in run) for run in runs]),
        "avg_latency_ms": mean(latencies),
        "p95_latency_ms": latencies[slow] if len(latencies) >= LEAST else None,
        "cost_usd": sum(line["cost_usd"] for line in lately) if lately else None,
    }


def mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if len(values) >= LEAST else None


def path(days: list[Day]) -> Record:
    """Measure excess over the market, and how much whole days differ from the first held on."""
    lately = days[-WINDOW:]
    hours, excess = sum(day.hours for day in lately), sum(day.excess for day in lately)
    known = hours // 24 >= LEAST_DAYS
    return {
        "alpha_30d_bps": excess if known else None,
        "alpha_a_day": excess / sum(day.views for day in lately) if known else None,
        "volatility": volatility(days[:-1][-WINDOW:]),
    }


def volatility(days: list[Day]) -> float | None:
    held = [number for number, day in enumerate(days) if day.hours]
    if len(held) < LEAST:
        return None
    gained = [day.gained for day in days[held[0] :]]
    middle = sum(gained) / len(gained)
    return math.sqrt(sum((one - middle) ** 2 for one in gained) / (len(gained) - 1))
