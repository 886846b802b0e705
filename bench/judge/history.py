"""A fleet's history day by day, drawn from a printed seed: signals, runs, rows and marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from bot.events.signal import Direction, Signal
from bot.events.telemetry import Telemetry
from bot.ledger.due import Pair
from bot.ledger.marks import Mark
from bot.ledger.rows import recorded
from bot.ledger.settlements import Settlement, Status
from bot.ledger.terms import Terms, terms_of
from bot.policy.policy import Policy
from bot.words.canonical import digest
from bot.words.instant import DAY, EPOCH, HOUR, render, to_ms

SEED = 20260302
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HALF = timedelta(minutes=30)
SYMBOLS = tuple(f"S{number:02}" for number in range(12))
REGIMES = ("RISK_ON", "MIXED", "HIGH_VOL", "RISK_OFF")
HOURS = 24
TERMS: Terms = terms_of(Policy())
COST = TERMS.default_cost


@dataclass(frozen=True)
class Drawn:
    """What was received on a day, what its signals settle to, and what its hours were worth."""

    signals: Sequence[Signal]
    telemetry: Sequence[Telemetry]
    rows: Sequence[Settlement]
    marks: Sequence[Mark]


def draw(day: datetime, agents: Sequence[str], signals: int) -> Drawn:
    chance = np.random.default_rng([SEED, (day - BEGIN).days])
    minutes = np.sort(chance.integers(0, 24 * 60, signals)).tolist()
    who = chance.choice(len(agents), signals).tolist()
    drawn = (
        _signal(chance, agents[agent], day + minute * MINUTE + timedelta(seconds=7))
        for minute, agent in zip(minutes, who, strict=True)
    )
    received = list({one.signal_id: one for one in drawn}.values())
    rows = [row for signal in received for row in _rows(chance, signal)]
    return Drawn(received, [_run(chance, one) for one in received], rows, _marks(chance, day))


def _signal(chance: np.random.Generator, agent: str, at: datetime) -> Signal:
    symbol = SYMBOLS[int(chance.integers(len(SYMBOLS)))]
    return Signal(
        signal_id=digest([agent, render(at), symbol]),
        ts=at - timedelta(seconds=5),
        received_at=at,
        agent=agent,
        strategy_class=f"class-{agent[-1]}",
        run_id=f"{agent}-{to_ms(at)}",
        symbol=symbol,
        direction=Direction.LONG if chance.random() < 0.5 else Direction.SHORT,
        prob_up=round(float(chance.random()), 3),
        confidence=0.7,
        score_final=0.2,
        regime=REGIMES[int(chance.integers(len(REGIMES)))],
    )


def _run(chance: np.random.Generator, signal: Signal) -> Telemetry:
    return Telemetry(
        ts=signal.ts,
        agent=signal.agent,
        run_id=signal.run_id,
        latency_ms=round(float(chance.uniform(50, 900)), 1),
        tokens_in=900,
        tokens_out=120,
        cost_usd=0.002,
        errors=int(chance.random() < 0.02),
    )


def _rows(chance: np.random.Generator, signal: Signal) -> list[Settlement]:
    entry = _ceil(signal.received_at, MINUTE)
    moves = chance.normal(0.0, 40.0, len(TERMS.horizons)).tolist()
    return [
        _row(signal, horizon, entry, round(move * horizon**0.5, 6))
        for horizon, move in zip(TERMS.horizons, moves, strict=True)
    ]


def _row(signal: Signal, horizon: int, entry: datetime, gross: float) -> Settlement:
    exit_at = entry + horizon * HOUR
    known = to_ms(_ceil(exit_at + MINUTE, HALF))
    return recorded(Pair(signal, horizon), known)._replace(
        status=Status.SETTLED.value,
        entry_at=render(entry),
        exit_at=render(exit_at),
        entry_price=100.0,
        exit_price=100.0 * (1.0 + gross / 1e4),
        venue="files",
        gross_bps=gross,
        fee_bps=COST.fee_bps,
        slippage_bps=COST.slippage_bps,
        net_bps=round(gross - COST.fee_bps - COST.slippage_bps, 6),
    )


def _marks(chance: np.random.Generator, day: datetime) -> list[Mark]:
    moves = chance.normal(0.0, 0.004, (HOURS, len(SYMBOLS))).tolist()
    return [
        _mark(day + hour * HOUR, symbol, move)
        for hour, hourly in enumerate(moves)
        for symbol, move in zip(SYMBOLS, hourly, strict=True)
    ]


def _mark(hour: datetime, symbol: str, move: float) -> Mark:
    return Mark(render(hour), symbol, "files", 100.0, 100.0 * (1.0 + move), render(hour + 3 * HALF))


def _ceil(moment: datetime, step: timedelta) -> datetime:
    return EPOCH + -(-(moment - EPOCH) // step) * step


def days(count: int) -> list[datetime]:
    return [BEGIN + number * DAY for number in range(count)]
