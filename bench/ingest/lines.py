"""Event lines made from a line number alone, one in a hundred of them bad in one of ten ways."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from bot.events.tolerance import Tolerance
from bot.words import instant

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOLERANCE = Tolerance(future_seconds=120, past_hours=48, max_line_bytes=65_536)
BAD_EVERY = 100
AGENTS = 97
SYMBOLS = ("BTCUSDT", "ETHUSDT", "SOLUSDT", "BTC/USDT", "btc-usd")


def lines(count: int) -> Iterator[bytes]:
    return (line(number) for number in range(1, count + 1))


def fingerprints() -> dict[str, str]:
    return {f"agent-{number}": _fingerprint(number) for number in range(AGENTS)}


def line(number: int) -> bytes:
    return (spoil(number) if is_bad(number) else encode(good(number))) + b"\n"


def is_bad(number: int) -> bool:
    return number % BAD_EVERY == 0


def reason_of(number: int) -> str:
    """Say what the quarantine must say of a bad line."""
    return list(BAD)[number // BAD_EVERY % len(BAD)]


def spoil(number: int) -> bytes:
    return BAD[reason_of(number)](number)


def good(number: int) -> dict[str, object]:
    return report(number) if number % 5 == 0 else prediction(number)


def prediction(number: int) -> dict[str, object]:
    return {
        "v": 1,
        "ts": instant.render(NOW - timedelta(milliseconds=number % 86_000_000)),
        "agent": f"agent-{number % AGENTS}",
        "strategy_class": f"class-{number % 7}",
        "run_id": run_of(number),
        "symbol": SYMBOLS[number % 3],
        "direction": ("LONG", "SHORT", "FLAT")[number % 3],
        "prob_up": round(number % 997 / 997, 4),
        "confidence": round(number % 89 / 89, 4),
        "score_final": round(number % 1009 / 100 - 5, 2),
        "regime": ("RISK_ON", "MIXED", "RISK_OFF")[number % 3],
        "fingerprint": _fingerprint(number % AGENTS),
    }


def report(number: int) -> dict[str, object]:
    return {
        "v": 1,
        "ts": instant.render(NOW - timedelta(milliseconds=number % 86_000_000)),
        "agent": f"agent-{number % AGENTS}",
        "run_id": run_of(number),
        "latency_ms": number % 1200 + 0.5,
        "tokens_in": number % 4000,
        "tokens_out": number % 700,
        "cost_usd": round(number % 300 / 10_000, 4),
        "errors": number % 50 // 49,
        "model": "gpt-4o-mini",
        "provider": "openai",
    }


def _fingerprint(agent: int) -> str:
    return hashlib.sha256(str(agent).encode()).hexdigest()


def run_of(number: int) -> str:
    return f"run-{number:09d}"


def encode(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields).encode()


def _with(**changes: object) -> Callable[[int], bytes]:
    return lambda number: encode(prediction(number) | changes)


def _without_run(number: int) -> bytes:
    fields = prediction(number)
    del fields["run_id"]
    return encode(fields)


def _contradiction(number: int) -> bytes:
    return encode(prediction(number - 1) | {"strategy_class": "another"})


BAD: Mapping[str, Callable[[int], bytes]] = {
    "it is not JSON": lambda number: encode(prediction(number))[:-1],
    "is not UTF-8": lambda number: encode(prediction(number)).replace(b"run-", b"run-\xff"),
    "must be a finite number": _with(confidence=float("nan")),
    "must be LONG, SHORT or FLAT": _with(direction="UP"),
    "must be at most 1": _with(confidence=1.5),
    "ahead of the receipt clock": _with(ts=instant.render(NOW + timedelta(hours=1))),
    "old at receipt": _with(ts=instant.render(NOW - timedelta(hours=49))),
    "is missing": _without_run,
    "other content": _contradiction,
    "is longer than": _with(regime="x" * 66_000),
}
