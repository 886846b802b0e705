"""What the agents wrote: telemetry and signal lines, good and bad, day by day."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from bot.commands.demo.fleet import VERSION, Character
from bot.commands.demo.market import Market
from bot.words.canonical import Json, encode_line
from bot.words.instant import DAY, render

MODEL, PROVIDER = "gpt-4.1-mini", "openai"
AHEAD = timedelta(hours=24)
LUCKY_DAYS = 30
GARBAGE = (
    b'{"agent": "cracked-eth", "symbol": "ETHUSDT", "direction"\n',
    b'{"v": 1, "agent": "cracked-eth", "symbol": "ETHUSDT", "confidence": NaN}\n',
    b'{"v": 1, "agent": "cracked-eth", "symbol": "ETHUSDT", "direction": "MAYBE"}\n',
    b'{"agent": "cracked-eth", "note": "\xff\xfe"}\n',
)


@dataclass(frozen=True, slots=True)
class View:
    """One forecast before it is written down; `gain` is what the demo knows will come of it."""

    symbol: str
    long: bool
    confidence: float
    gain: float


@dataclass(frozen=True, slots=True)
class Run:
    """One morning of an agent."""

    at: datetime
    run_id: str
    views: tuple[View, ...]


def life(who: Character, market: Market, days: int, seed: int) -> tuple[Run, ...]:
    """Draw an agent's whole life; a lucky one is the best of many that know nothing."""
    lives = [
        _life(who, market, days, [seed, attempt, *who.name.encode()])
        for attempt in range(who.tries)
    ]
    return max(lives, key=_early_gain)


def _early_gain(runs: Sequence[Run]) -> float:
    return sum(view.gain for run in runs[:LUCKY_DAYS] for view in run.views)


def _life(who: Character, market: Market, days: int, seed: Sequence[int]) -> tuple[Run, ...]:
    chance = np.random.default_rng(seed)
    first = market.start + timedelta(minutes=int(chance.integers(0, 60)))
    return tuple(_run(who, market, first + day * DAY, chance) for day in range(days - 1))


def _run(who: Character, market: Market, at: datetime, chance: np.random.Generator) -> Run:
    run_id = hashlib.sha256(f"{who.name} {render(at)}".encode()).hexdigest()[:16]
    edge = who.edge_on((at - market.start) // DAY)
    return Run(at, run_id, tuple(_view(one, market, at, edge, chance) for one in who.symbols))


def _view(
    symbol: str, market: Market, at: datetime, edge: float, chance: np.random.Generator
) -> View:
    change = market.change(symbol, at, AHEAD)
    right = chance.random() < 0.5 + edge
    long = (change > 0) == right
    confidence = float(np.clip(0.5 + edge + chance.normal(0, 0.05), 0.05, 0.95))
    return View(symbol, long, round(confidence, 3), change if long else -change)


def lines(
    who: Character, runs: Iterable[Run], market: Market, seed: int
) -> Iterator[tuple[datetime, bytes]]:
    """Give each line with the time it was written, in order of time."""
    chance = np.random.default_rng([seed, 7, *who.name.encode()])
    for run in runs:
        failed = chance.random() < who.error_share
        yield run.at, encode_line(_telemetry(who, run, chance, failed=failed))
        for view in () if failed else run.views:
            garbage = chance.random() < who.garbage_share
            good = encode_line(_signal(who, run, view, market))
            yield run.at, GARBAGE[chance.integers(len(GARBAGE))] if garbage else good


def _telemetry(
    who: Character, run: Run, chance: np.random.Generator, *, failed: bool
) -> dict[str, Json]:
    return {
        "v": 1,
        "ts": render(run.at),
        "agent": who.name,
        "run_id": run.run_id,
        "latency_ms": int(who.latency_ms * chance.lognormal(0, 0.25)),
        "tokens_in": int(chance.integers(900, 2400)),
        "tokens_out": int(chance.integers(80, 300)),
        "cost_usd": round(who.cost_usd * float(chance.lognormal(0, 0.1)), 6),
        "errors": 1 if failed else 0,
        "model": MODEL,
        "provider": PROVIDER,
    }


def _signal(who: Character, run: Run, view: View, market: Market) -> dict[str, Json]:
    lean = view.confidence if view.long else 1 - view.confidence
    return {
        "v": 1,
        "ts": render(run.at),
        "agent": who.name,
        "strategy_class": who.strategy_class,
        "run_id": run.run_id,
        "symbol": view.symbol,
        "direction": "LONG" if view.long else "SHORT",
        "prob_up": round(lean, 3),
        "confidence": view.confidence,
        "score_final": round(2 * lean - 1, 3),
        "regime": market.regime(run.at),
        "fingerprint": VERSION,
    }
