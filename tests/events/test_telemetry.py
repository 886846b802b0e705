import json
from datetime import UTC, datetime

import pytest

from bot.events import telemetry
from bot.events.telemetry import Telemetry

REPORT = Telemetry(
    ts=datetime(2026, 11, 21, 2, 52, tzinfo=UTC),
    agent="llm-1",
    run_id="run-7",
    latency_ms=812.5,
    tokens_in=1200,
    tokens_out=80,
    cost_usd=None,
    errors=0,
    model="gpt-4o-mini",
    provider="openai",
)


def test_a_line_reads_back_as_the_report_it_was() -> None:
    assert telemetry.parse(REPORT.line()) == REPORT


def test_a_line_holds_the_wire_fields() -> None:
    assert sorted(json.loads(REPORT.line())) == [
        *("agent", "cost_usd", "errors", "latency_ms", "model", "provider", "run_id"),
        *("tokens_in", "tokens_out", "ts", "v"),
    ]


def test_counts_that_only_some_models_give_are_kept() -> None:
    fields = REPORT.wire() | {"cached_tokens": 5, "reasoning_tokens": 0}
    read = telemetry.parse(json.dumps(fields).encode())
    assert (read.cached_tokens, read.reasoning_tokens) == (5, 0)
    assert read.wire() == fields


@pytest.mark.parametrize("field", ["cost_usd", "latency_ms", "tokens_in", "errors"])
def test_a_cost_must_be_stated_and_not_be_negative(field: str) -> None:
    for fields in (
        {**REPORT.wire(), field: -1},
        {k: v for k, v in REPORT.wire().items() if k != field},
    ):
        with pytest.raises(ValueError, match=field):
            telemetry.parse(json.dumps(fields).encode())
