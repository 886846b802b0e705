"""The fleet of the simulated year: its registry, and what each agent says when."""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bench.year.market import SYMBOLS, price
from bot.events.signal import Direction, Signal, signal_id
from bot.events.telemetry import Telemetry
from bot.words.instant import DAY, HOUR, render, to_ms

SEED = 20260302
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
DAYS, SLOT = 365, timedelta(minutes=30)
SIGNALS_A_QUARTER, QUARTER = 40_000, 91.25
SIGNALS_A_DAY = round(SIGNALS_A_QUARTER / QUARTER)
NAMES = tuple(f"agent-{number:03}" for number in range(200))
GOOD = frozenset(NAMES[::8])
RIGHT = 0.62
REGIMES = ("RISK_ON", "MIXED", "HIGH_VOL", "RISK_OFF")
POLICIES = Path(__file__).parents[2] / "policies"
VERSIONS = {name: hashlib.sha256(name.encode()).hexdigest() for name in NAMES}


@dataclass(frozen=True, slots=True)
class Said:
    """What came in between two slots."""

    signals: Sequence[Signal]
    runs: Sequence[Telemetry]

    @property
    def lines(self) -> bytes:
        return b"".join([*(one.line() for one in self.signals), *(one.line() for one in self.runs)])


def write_policies(repo: Path) -> None:
    """Write the shipped policies with a registry of two hundred: all may rise, some are good."""
    shutil.copytree(POLICIES, repo / "policies", ignore=shutil.ignore_patterns("profiles"))
    entries = [
        f"  - {{name: {name}, strategy_class: class-{name[-1]}, stage: live, owner: desk, "
        f'version: "{VERSIONS[name][:12]}"}}\n'
        for name in NAMES
    ]
    governor = repo / "policies/governor.yml"
    pressed = governor.read_text().replace("parquet_days: 0 ", "parquet_days: 45 ")
    assert "parquet_days: 45 " in pressed, "the shipped policies word it otherwise now"
    governor.write_text(pressed)
    (repo / "policies/agents.yml").write_text(f"v: 1\nagents:\n{''.join(entries)}")


def said(slot: datetime, a_day: int = SIGNALS_A_DAY) -> Said:
    """Draw what was said in the half hour before a slot, received as the slot began."""
    number = round((slot - BEGIN) / SLOT)
    chance = np.random.default_rng([SEED, number])
    signals = [_signal(chance, slot) for _ in range(int(chance.poisson(a_day * SLOT / DAY)))]
    return Said(signals, [_run(chance, one) for one in signals])


def _signal(chance: np.random.Generator, slot: datetime) -> Signal:
    name = NAMES[int(chance.integers(len(NAMES)))]
    symbol = SYMBOLS[int(chance.integers(len(SYMBOLS)))]
    ts = slot - timedelta(milliseconds=int(chance.integers(1, SLOT // timedelta(milliseconds=1))))
    rises = price(f"{symbol}USDT", to_ms(slot + 24 * HOUR)) > price(f"{symbol}USDT", to_ms(slot))
    right = chance.random() < (RIGHT if name in GOOD else 0.5)
    way = Direction.LONG if rises == right else Direction.SHORT
    run = f"{name}-{to_ms(ts)}"
    sure = round(float(chance.uniform(0.5, 0.95)), 3)
    return Signal(
        signal_id=signal_id(name, run, symbol, render(ts), way.value),
        ts=ts,
        received_at=slot,
        agent=name,
        strategy_class=f"class-{name[-1]}",
        run_id=run,
        symbol=symbol,
        direction=way,
        prob_up=sure if way is Direction.LONG else round(1.0 - sure, 3),
        confidence=round(float(chance.random()), 3),
        score_final=round(float(chance.normal()), 3),
        regime=REGIMES[(slot - BEGIN).days // 5 % len(REGIMES)],
        fingerprint=VERSIONS[name],
    )


def _run(chance: np.random.Generator, signal: Signal) -> Telemetry:
    return Telemetry(
        ts=signal.ts,
        agent=signal.agent,
        run_id=signal.run_id,
        latency_ms=round(float(chance.uniform(50, 800)), 1),
        tokens_in=int(chance.integers(600, 1400)),
        tokens_out=int(chance.integers(60, 300)),
        cost_usd=round(float(chance.uniform(0.001, 0.004)), 6),
        errors=int(chance.random() < 0.01),
    )
