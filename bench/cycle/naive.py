"""python -m bench.cycle.naive STATE VENUE NOW: the same job by a program that remembers nothing.

It reads every line of every file into dicts, asks for each price alone, and reckons all that an
agent is judged on from its first day: sums, confidence, drawdown, evidence. The fleet's own
likelihoods, weights, the lease, rendering, Git and the forge it leaves out, which favours it.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.cycle.naive_evidence import Fold, View
from bench.cycle.naive_prices import Prices, millis, minute_at, text

Record = dict[str, Any]
HORIZONS = (1, 4, 24)
MINUTE, HOUR = 60_000, 3_600_000
PRIMARY = 24
COSTS = (20.0, 4.0)
LOOKBACK, RECENT = 30, 5


def main(folder: Path, venue: str, now: int) -> Record:
    signals = read(folder / "events" / "signals")
    runs = read(folder / "events" / "telemetry")
    rows = read(folder / "ledger")
    marks = read(folder / "ledger" / "marks")
    prices = Prices(urlsplit(venue).netloc)
    fresh = settle(signals, rows, prices, now)
    rows += fresh
    marks += mark(signals, marks, prices, now)
    return {
        "settled": fresh,
        "requests": prices.count,
        "agents": judge(signals, runs, rows, marks, now),
    }


def read(folder: Path) -> list[Record]:
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        with path.open("rb") as file:
            found += [json.loads(line) for line in file]
    return found


def settle(signals: list[Record], rows: list[Record], prices: Prices, now: int) -> list[Record]:
    done = {(row["signal_id"], row["horizon_hours"]) for row in rows}
    fresh = []
    for signal in signals:
        for hours in HORIZONS:
            entry = minute_at(signal["received_at"])
            leave = entry + hours * HOUR
            if (signal["signal_id"], hours) not in done and leave + MINUTE <= now:
                bought, sold = (
                    prices.at(signal["symbol"], entry),
                    prices.at(signal["symbol"], leave),
                )
                fresh.append(row_of(signal, hours, (entry, bought), (leave, sold), now))
    return fresh


def row_of(
    signal: Record, hours: int, entry: tuple[int, float], leave: tuple[int, float], now: int
) -> Record:
    sign = 1 if signal["direction"] == "LONG" else -1
    gross = sign * round((leave[1] / entry[1] - 1) * 10_000, 6)
    return {
        **signal,
        "horizon_hours": hours,
        "settled_at": text(now),
        "entry_at": text(entry[0]),
        "exit_at": text(leave[0]),
        "entry_price": entry[1],
        "exit_price": leave[1],
        "gross_bps": gross,
        "net_bps": round(gross - sum(COSTS), 6),
    }


def views_of(signals: list[Record]) -> list[View]:
    return [
        View(
            signal["agent"],
            signal["symbol"],
            1 if signal["direction"] == "LONG" else -1,
            -(-minute_at(signal["received_at"]) // HOUR),
        )
        for signal in signals
    ]


def mark(signals: list[Record], marks: list[Record], prices: Prices, now: int) -> list[Record]:
    known = {(one["symbol"], millis(one["hour"]) // HOUR) for one in marks}
    last = (now - MINUTE) // HOUR
    held = {
        (view.symbol, hour)
        for view in views_of(signals)
        for hour in range(view.first, min(view.first + PRIMARY, last))
    }
    return [
        {
            "symbol": symbol,
            "hour": text(hour * HOUR),
            "open": prices.at(symbol, hour * HOUR),
            "close": prices.at(symbol, (hour + 1) * HOUR),
        }
        for symbol, hour in sorted(held - known)
    ]


def judge(
    signals: list[Record], runs: list[Record], rows: list[Record], marks: list[Record], now: int
) -> Record:
    trades, told = grouped(rows), grouped(runs)
    fold = Fold(sorted({signal["agent"] for signal in signals}))
    fold.run(views_of(signals), moves_of(marks), (now - MINUTE) // HOUR)
    return {
        agent: {**sums(trades[agent]), **usage(told[agent]), **found}
        for agent, found in fold.found().items()
    }


def grouped(records: list[Record]) -> dict[str, list[Record]]:
    by_agent = defaultdict(list)
    for record in records:
        by_agent[record["agent"]].append(record)
    return by_agent


def moves_of(marks: list[Record]) -> dict[int, dict[str, float]]:
    moves: dict[int, dict[str, float]] = defaultdict(dict)
    for one in marks:
        hour = millis(one["hour"]) // HOUR
        moves[hour][one["symbol"]] = 10_000 * (one["close"] / one["open"] - 1)
    return moves


def sums(rows: list[Record]) -> Record:
    primary = [row for row in rows if row["horizon_hours"] == PRIMARY]
    return {
        "n": len(primary),
        "pnl_sum_bps": sum(row["net_bps"] for row in primary),
        "hits": sum(row["net_bps"] > 0 for row in primary),
        "confidence": confidence(primary),
    }


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


def usage(runs: list[Record]) -> Record:
    latencies = sorted(run["latency_ms"] for run in runs)
    return {
        "runs": len(runs),
        "errors": sum(run["errors"] > 0 for run in runs),
        "cost_usd": sum(run["cost_usd"] for run in runs),
        "latency_p95_ms": latencies[int(0.95 * len(latencies))] if latencies else None,
    }


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]), sys.argv[2], millis(sys.argv[3])), sys.stdout)
