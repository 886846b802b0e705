"""A simulated world as the files that `governor replay` reads: events, candles, policies."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench.fleet.agents import COST_BPS
from bench.fleet.market import HORIZON, Array
from bench.fleet.world import Life
from bot.commands.demo.ground import with_number
from bot.events.signal import Direction, Signal, signal_id
from bot.events.telemetry import Telemetry
from bot.words.instant import HOUR, day_of, render, to_ms

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
BEFORE = timedelta(minutes=7)  # a view is received shortly before the hour from which it is held
POLICIES = Path(__file__).parents[2] / "policies"
FIRST_PRICE = 100.0
LEAN = 0.05


def write_world(life: Life, folder: Path) -> Path:
    """Write events/, prices/ and policies/; an older world of the same folder goes."""
    for name in ("events", "prices", "policies"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / "prices").mkdir(parents=True)
    for number in range(life.market.returns.shape[1]):
        path = folder / "prices" / f"{symbol(number)}_1h.csv"
        path.write_text("".join(candles(life.market.returns[:, number])), encoding="utf-8")
    signals = list(signals_of(life))
    _by_day(folder / "events" / "signals", [(one.received_at, one.line()) for one in signals])
    _by_day(folder / "events" / "telemetry", [(one.ts, run_of(one).line()) for one in signals])
    shutil.copytree(POLICIES, folder / "policies", ignore=shutil.ignore_patterns("profiles"))
    (folder / "policies" / "agents.yml").write_text(registry(life), encoding="utf-8")
    return folder


def charge_as_the_world(folder: Path) -> None:
    """Have the policies charge what agents of the world pay, and not the shipped costs."""
    path = folder / "policies" / "governor.yml"
    page = with_number(path.read_bytes(), "  fee_bps", COST_BPS / 2)
    path.write_bytes(with_number(page, "  slippage_bps", 0))


def symbol(number: int) -> str:
    return f"S{number:02}USDT"


def agent(life: Life, number: int) -> str:
    return f"{life.agents[number].kind}-{number:03}"


def candles(returns: Array) -> Iterator[str]:
    """Give an hour a row; each closes where the next one opens."""
    opens = FIRST_PRICE * np.cumprod(np.concatenate([[1.0], 1.0 + returns / 1e4]))
    yield "open_time,open,high,low,close\n"
    for hour, (opened, closed) in enumerate(pairwise(opens.tolist())):
        high, low = max(opened, closed), min(opened, closed)
        start = to_ms(BEGIN + hour * HOUR)
        yield f"{start},{opened!r},{high!r},{low!r},{closed!r}\n"


def signals_of(life: Life) -> Iterator[Signal]:
    """Give every view in order of receipt; what cannot be settled any more is left out."""
    trades = life.trades
    last = life.market.returns.shape[0] - HORIZON
    for row in np.argsort(trades.hour, kind="stable").tolist():
        hour = int(trades.hour[row])
        if 0 < hour < last:
            name, what = agent(life, int(trades.agent[row])), symbol(int(trades.symbol[row]))
            yield _signal(name, what, int(trades.direction[row]), hour, row)


def _signal(name: str, what: str, direction: int, hour: int, row: int) -> Signal:
    at = BEGIN + hour * HOUR - BEFORE
    way = Direction.LONG if direction > 0 else Direction.SHORT
    run = f"{name}-{row}"
    return Signal(
        signal_id=signal_id(name, run, what, render(at), way.value),
        ts=at,
        received_at=at,
        agent=name,
        strategy_class=name.rpartition("-")[0],
        run_id=run,
        symbol=what,
        direction=way,
        prob_up=0.5 + (LEAN if direction > 0 else -LEAN),
        confidence=0.5 + LEAN,
        score_final=2.0 * LEAN * (1 if direction > 0 else -1),
        regime="MIXED",
    )


def run_of(signal: Signal) -> Telemetry:
    return Telemetry(
        ts=signal.ts,
        agent=signal.agent,
        run_id=signal.run_id,
        latency_ms=400.0,
        tokens_in=900,
        tokens_out=120,
        cost_usd=0.002,
        errors=0,
    )


def registry(life: Life) -> str:
    entries = "".join(
        f"  - {{name: {agent(life, number)}, strategy_class: {one.kind}, stage: shadow, "
        'version: "1", '
        "owner: desk}\n"
        for number, one in enumerate(life.agents)
    )
    return f"v: 1\n\nagents:\n{entries}"


def _by_day(folder: Path, lines: list[tuple[datetime, bytes]]) -> None:
    folder.mkdir(parents=True)
    days: dict[str, list[bytes]] = {}
    for at, line in lines:
        days.setdefault(day_of(at), []).append(line)
    for day, own in days.items():
        (folder / f"{day}.jsonl").write_bytes(b"".join(own))
