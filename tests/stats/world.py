"""A small seeded fleet with its signals, runs, settlements and marks, as files of the state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from bot.events.signal import Direction, Signal
from bot.events.telemetry import Telemetry
from bot.ledger.due import Pair
from bot.ledger.marks import Mark
from bot.ledger.operations import StoreMarks, StoreSettlements
from bot.ledger.positions import held_hours
from bot.ledger.rows import recorded
from bot.ledger.settlements import Settlement, Status
from bot.ledger.terms import Terms, terms_of
from bot.policy.agents import Agents
from bot.policy.policy import Policy
from bot.state.tree import Append
from bot.words.canonical import digest
from bot.words.instant import HOUR, day_of, from_ms, parse, render, to_ms
from tests.fakes.store import MemoryTree

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
SYMBOLS = ("BTC", "ETH", "SOL")
REGIMES = ("RISK_ON", "MIXED", "HIGH_VOL")
COST = 24.0
HALF = timedelta(minutes=30)
TERMS: Terms = terms_of(Policy())


def policy_of(names: Iterable[str]) -> Policy:
    entries = [
        {"name": name, "strategy_class": f"class-{name[-1]}", "owner": "desk"} for name in names
    ]
    return Policy(agents=Agents.model_validate({"v": 1, "agents": entries}, strict=False))


@dataclass(frozen=True)
class World:
    """Everything that will ever be known; each record says when it became known."""

    names: Sequence[str]
    signals: Sequence[Signal]
    telemetry: Sequence[Telemetry]
    rows: Sequence[Settlement]
    marks: Sequence[Mark]

    @property
    def policy(self) -> Policy:
        return policy_of(self.names)

    def grow(self, tree: MemoryTree, since: datetime, until: datetime) -> MemoryTree:
        """Add what became known after `since` and by `until`, as its writers do."""
        for signal in self.signals:
            if since < signal.received_at <= until:
                _add(tree, f"state/events/signals/{day_of(signal.received_at)}", signal.line())
        for run in self.telemetry:
            if since < run.ts <= until:
                _add(tree, f"state/events/telemetry/{day_of(run.ts)}", run.line())
        first, last = render(since), render(until)
        rows = tuple(row for row in self.rows if first < row.settled_at <= last)
        marks = tuple(mark for mark in self.marks if first < mark.marked_at <= last)
        return tree.run([StoreSettlements(rows), StoreMarks(marks)])

    def tree(self, now: datetime) -> MemoryTree:
        return self.grow(MemoryTree(), BEGIN - HOUR, now)


def world(days: int = 4, agents: int = 3, seed: int = 7, a_day: float = 5.0) -> World:
    rng = np.random.default_rng(seed)
    names = [f"agent-{number}" for number in range(agents)]
    signals = [one for name in names for one in _signals(rng, name, days, a_day)]
    signals.sort(key=lambda one: (one.received_at, one.signal_id))
    telemetry = [_run(rng, signal) for signal in signals]
    rows = [row for signal in signals for row in _rows(rng, signal)]
    return World(names, signals, telemetry, rows, _marks(rng, signals, days))


def late(known: World, hour: datetime, symbol: str, at: datetime) -> World:
    """Let one mark become known only later."""

    def delayed(mark: Mark) -> Mark:
        is_it = mark.hour == render(hour) and mark.symbol == symbol
        return replace(mark, marked_at=render(at)) if is_it else mark

    return replace(known, marks=[delayed(mark) for mark in known.marks])


def _signals(rng: np.random.Generator, name: str, days: int, a_day: float) -> list[Signal]:
    count = int(rng.poisson(a_day * days))
    minutes = np.sort(rng.integers(5, days * 1440, count)).tolist()
    found = []
    for minute in minutes:
        received = BEGIN + timedelta(minutes=minute, seconds=int(rng.integers(0, 60)))
        direction = Direction(str(rng.choice(["LONG", "SHORT", "LONG", "SHORT", "FLAT"])))
        symbol = str(rng.choice(SYMBOLS))
        found.append(
            Signal(
                signal_id=digest([name, minute, symbol]),
                ts=received - timedelta(seconds=20),
                received_at=received,
                agent=name,
                strategy_class=f"class-{name[-1]}",
                run_id=f"run-{minute}",
                symbol=symbol,
                direction=direction,
                prob_up=round(float(rng.random()), 3),
                confidence=0.7,
                score_final=0.1,
                regime=str(rng.choice(REGIMES)),
            )
        )
    return found


def _run(rng: np.random.Generator, signal: Signal) -> Telemetry:
    return Telemetry(
        ts=signal.ts,
        agent=signal.agent,
        run_id=signal.run_id,
        latency_ms=round(float(rng.uniform(50, 900)), 1),
        tokens_in=int(rng.integers(1, 500)),
        tokens_out=10,
        cost_usd=0.001,
        errors=int(rng.random() < 0.05),
    )


def _rows(rng: np.random.Generator, signal: Signal) -> list[Settlement]:
    return [_row(rng, signal, horizon) for horizon in TERMS.horizons]


def _row(rng: np.random.Generator, signal: Signal, horizon: int) -> Settlement:
    entry = _ceil(signal.received_at, timedelta(minutes=1))
    exit_at = entry + horizon * HOUR
    known = _ceil(exit_at + timedelta(minutes=1), HALF)
    blank = recorded(Pair(signal, horizon), to_ms(known))
    if signal.direction is Direction.FLAT:
        return blank
    gross = round(float(rng.normal(0, 40) * horizon**0.5), 6)
    return blank._replace(
        status=Status.SETTLED.value,
        entry_at=render(entry),
        exit_at=render(exit_at),
        entry_price=100.0,
        exit_price=101.0,
        venue="files",
        gross_bps=gross,
        fee_bps=20.0,
        slippage_bps=4.0,
        net_bps=round(gross - COST, 6),
    )


def _marks(rng: np.random.Generator, signals: Sequence[Signal], days: int) -> list[Mark]:
    end = to_ms(BEGIN + timedelta(days=days + 3))
    found = []
    for symbol, hour_ms in sorted(held_hours(signals, TERMS, end)):
        hour = from_ms(hour_ms)
        close = 100.0 * (1.0 + float(rng.normal(0, 0.004)))
        known = render(hour + HOUR + HALF)
        found.append(Mark(render(hour), symbol, "files", 100.0, close, known))
    return found


def _ceil(moment: datetime, step: timedelta) -> datetime:
    start = parse("2026-01-01T00:00:00Z")
    return start + -(-(moment - start) // step) * step


def _add(tree: MemoryTree, path: str, line: bytes) -> None:
    tree.write(Append(f"{path}.jsonl", line))
