import hashlib
import json
from datetime import UTC, datetime

import pytest

from bot.events import signal
from bot.events.signal import Direction, Signal
from bot.words import instant

TS = datetime(2026, 11, 21, 2, 52, tzinfo=UTC)
ID = signal.signal_id("mom-1", "run-7", "BTC/USDT", "2026-11-21T02:52:00.000Z", "LONG")
SIGNAL = Signal(
    signal_id=ID,
    ts=TS,
    received_at=TS + instant.HOUR,
    agent="mom-1",
    strategy_class="momentum",
    run_id="run-7",
    symbol="BTC/USDT",
    direction=Direction.LONG,
    prob_up=0.61,
    confidence=1.0,
    score_final=-3.25,
    regime="RISK_ON",
    fingerprint="f" * 64,
    claimed_at=TS,
)


def test_the_id_is_the_digest_of_five_lines() -> None:
    text = "mom-1\nrun-7\nBTC/USDT\n2026-11-21T02:52:00.000Z\nLONG"
    assert hashlib.sha256(text.encode()).hexdigest() == ID


def test_a_line_reads_back_as_the_signal_it_was() -> None:
    assert signal.parse(SIGNAL.line()) == SIGNAL


def test_a_line_holds_the_wire_fields() -> None:
    assert sorted(json.loads(SIGNAL.line())) == [
        *("agent", "claimed_at", "confidence", "direction", "fingerprint", "prob_up"),
        *("received_at", "regime", "run_id", "score_final", "signal_id", "strategy_class"),
        *("symbol", "ts", "v"),
    ]


def test_what_an_agent_did_not_say_is_null() -> None:
    bare = {
        "v": 1,
        "ts": "2026-11-21T03:52:00+01:00",
        "received_at": "2026-11-21T03:00:00Z",
        "agent": "a",
        "strategy_class": "s",
        "run_id": "r",
        "symbol": "X",
        "direction": "FLAT",
    }
    read = signal.parse(json.dumps(bare).encode())
    assert (read.prob_up, read.confidence, read.score_final, read.regime) == (None,) * 4
    assert read.ts == TS
    assert read.signal_id == signal.signal_id("a", "r", "X", "2026-11-21T02:52:00.000Z", "FLAT")


def test_a_line_that_was_never_received_is_no_signal() -> None:
    fields = {name: value for name, value in SIGNAL.wire().items() if name != "received_at"}
    with pytest.raises(ValueError, match="received_at is missing"):
        signal.parse(json.dumps(fields).encode())
