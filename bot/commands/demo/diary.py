"""What the agents wrote: telemetry and signal lines, good and bad, day by day."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from bot.commands.demo.fleet import Character
from bot.commands.demo.market import Market
from bot.words.canonical import Json, encode_line
from bot.words.instant import DAY, render

MODEL, PROVIDER = "gpt-4.1-mini", "openai"
VIEW = timedelta(hours=24)
LEARNING_DAYS = 20
GARBAGE = (
    b'{"agent": "cracked-eth", "symbol": "ETHUSDT", "direction"\n',
    b'{"v": 1, "agent": "cracked-eth", "symbol": "ETHUSDT", "confidence": NaN}\n',
    b'{"v": 1, "agent": "cracked-eth", "symbol": "ETHUSDT", "direction": "MAYBE"}\n',
    b'{"agent": "cracked-eth", "note": "\xff\xfe"}\n',
)


@dataclass(frozen=True, slots=True)
class View:
    """One forecast before it is written down."""

    at: datetime
    long: bool
    confidence: float
    gain: float


def views(who: Character, market: Market, days: int, seed: int) -> tuple[View, ...]:
    """Draw an agent's whole life; a lucky one is the best of many that know nothing."""
    lives = [
        _life(who, market, days, [seed, attempt, *who.name.encode()])
        for attempt in range(who.tries)
    ]
    return max(lives, key=lambda life: sum(view.gain for view in _early(life, market)))


def _early(life: Sequence[View], market: Market) -> Iterator[View]:
    return (view for view in life if view.at < market.start + LEARNING_DAYS * DAY)


def _life(who: Character, market: Market, days: int, seed: Sequence[int]) -> tuple[View, ...]:
    chance = np.random.default_rng(seed)
    pause = DAY / who.runs_a_day
    first = market.start + timedelta(minutes=int(chance.integers(0, 60)))
    moments = (first + number * pause for number in range((days - 1) * who.runs_a_day))
    return tuple(_view(who, market, at, chance) for at in moments)


def _view(who: Character, market: Market, at: datetime, chance: np.random.Generator) -> View:
    edge = who.edge_on((at - market.start) // DAY)
    change = market.change(who.symbol, at, VIEW)
    right = chance.random() < 0.5 + edge
    long = (change > 0) == right
    confidence = float(np.clip(0.5 + edge + chance.normal(0, 0.05), 0.05, 0.95))
    return View(at, long, round(confidence, 3), change if long else -change)


def lines(
    who: Character, life: Iterable[View], market: Market, seed: int
) -> Iterator[tuple[datetime, bytes]]:
    """Give each line with the time it was written, in order of time."""
    chance = np.random.default_rng([seed, 7, *who.name.encode()])
    for view in life:
        run_id = hashlib.sha256(f"{who.name} {render(view.at)}".encode()).hexdigest()[:16]
        failed = chance.random() < who.error_share
        yield view.at, encode_line(_telemetry(who, view, run_id, chance, failed=failed))
        if chance.random() < who.garbage_share:
            yield view.at, GARBAGE[chance.integers(len(GARBAGE))]
        elif not failed:
            yield view.at, encode_line(_signal(who, view, run_id, market))


def _telemetry(
    who: Character, view: View, run_id: str, chance: np.random.Generator, *, failed: bool
) -> dict[str, Json]:
    return {
        "v": 1,
        "ts": render(view.at),
        "agent": who.name,
        "run_id": run_id,
        "latency_ms": int(who.latency_ms * chance.lognormal(0, 0.25)),
        "tokens_in": int(chance.integers(900, 2400)),
        "tokens_out": int(chance.integers(80, 300)),
        "cost_usd": round(who.cost_usd * float(chance.lognormal(0, 0.1)), 6),
        "errors": 1 if failed else 0,
        "model": MODEL,
        "provider": PROVIDER,
    }


def _signal(who: Character, view: View, run_id: str, market: Market) -> dict[str, Json]:
    lean = view.confidence if view.long else 1 - view.confidence
    return {
        "v": 1,
        "ts": render(view.at),
        "agent": who.name,
        "strategy_class": who.strategy_class,
        "run_id": run_id,
        "symbol": who.symbol,
        "direction": "LONG" if view.long else "SHORT",
        "prob_up": round(lean, 3),
        "confidence": view.confidence,
        "score_final": round(2 * lean - 1, 3),
        "regime": market.regime(view.at),
        "fingerprint": hashlib.sha256(who.name.encode()).hexdigest(),
    }
