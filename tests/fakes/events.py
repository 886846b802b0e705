"""Events as a producer would send them, around one moment of receipt."""

import json
from datetime import UTC, datetime, timedelta

from bot.events.batch import judge
from bot.events.chunk import chunks
from bot.events.store import StoreEvents
from bot.events.tolerance import Intake, Tolerance
from bot.words import instant

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOLERANCE = Tolerance(future_seconds=120, past_hours=48, max_line_bytes=2_000)
INTAKE = Intake.at(NOW, TOLERANCE)


def at(hours: float) -> str:
    return instant.render(NOW + timedelta(hours=hours))


def signal(**changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "v": 1,
        "ts": at(-1),
        "agent": "mom-1",
        "strategy_class": "momentum",
        "run_id": "run-7",
        "symbol": "BTC/USDT",
        "direction": "LONG",
        "prob_up": 0.61,
        "confidence": 0.7,
        "score_final": -1.5,
        "regime": "RISK_ON",
        "fingerprint": "f" * 64,
    }
    return fields | changes


def report(**changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "v": 1,
        "ts": at(-1),
        "agent": "llm-1",
        "run_id": "run-7",
        "latency_ms": 812.5,
        "tokens_in": 1200,
        "tokens_out": 80,
        "cost_usd": 0.004,
        "errors": 0,
        "model": "gpt-4o-mini",
        "provider": "openai",
    }
    return fields | changes


def line(fields: dict[str, object], without: str = "") -> bytes:
    return json.dumps({name: value for name, value in fields.items() if name != without}).encode()


def storing(*texts: bytes, intake: Intake = INTAKE, source: str = "agent.jsonl") -> StoreEvents:
    """Store each text as a file of its own, all of one name."""
    longest = intake.tolerance.max_line_bytes
    found = [judge(chunk, intake) for text in texts for chunk in chunks(source, [text], longest)]
    return StoreEvents(intake, tuple(found))
