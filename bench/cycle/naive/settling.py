"""Settles what is due, and marks what was held, one price after the other."""

from typing import NamedTuple

from bench.cycle.naive.prices import Prices
from bench.cycle.naive.records import (
    BPS,
    FEE,
    HORIZONS,
    HOUR,
    MINUTE,
    PRIMARY,
    SLIPPAGE,
    Record,
    millis,
    minute_at,
    text,
)


class View(NamedTuple):
    """What was held of a symbol, from which hour on."""

    agent: str
    symbol: str
    sign: int
    first: int


def settle(signals: list[Record], rows: list[Record], prices: Prices, now: int) -> list[Record]:
    done = {(row["signal_id"], row["horizon_hours"]) for row in rows}
    fresh = []
    for signal in signals:
        entry = minute_at(signal["received_at"])
        for hours in HORIZONS:
            leave = entry + hours * HOUR
            if (signal["signal_id"], hours) not in done and leave + MINUTE <= now:
                bought = prices.at(signal["symbol"], entry)
                sold = prices.at(signal["symbol"], leave)
                fresh.append(row_of(signal, hours, (entry, bought), (leave, sold), now))
    return fresh


def row_of(
    signal: Record, hours: int, entry: tuple[int, float], leave: tuple[int, float], now: int
) -> Record:
    sign = 1 if signal["direction"] == "LONG" else -1
    gross = sign * round((leave[1] / entry[1] - 1) * BPS, 6)
    return {
        **signal,
        "horizon_hours": hours,
        "settled_at": text(now),
        "status": "settled",
        "entry_at": text(entry[0]),
        "exit_at": text(leave[0]),
        "entry_price": entry[1],
        "exit_price": leave[1],
        "gross_bps": gross,
        "fee_bps": FEE,
        "slippage_bps": SLIPPAGE,
        "net_bps": round(gross - FEE - SLIPPAGE, 6),
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


def mark(views: list[View], marks: list[Record], prices: Prices, now: int) -> list[Record]:
    known = {(one["symbol"], millis(one["hour"]) // HOUR) for one in marks}
    last = (now - MINUTE) // HOUR
    held = {
        (view.symbol, hour)
        for view in views
        for hour in range(view.first, min(view.first + PRIMARY, last))
    }
    return [
        {
            "symbol": symbol,
            "hour": text(hour * HOUR),
            "open": prices.at(symbol, hour * HOUR),
            "close": prices.at(symbol, (hour + 1) * HOUR),
            "marked_at": text(now),
        }
        for symbol, hour in sorted(held - known)
    ]
