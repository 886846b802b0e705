import json
from pathlib import Path

import pytest

from bot.sdk import export_otel
from bot.sdk.otel import main, span
from tests.fakes.events import report, signal


def test_a_line_has_the_names_of_the_conventions() -> None:
    line = report(cached_tokens=400, reasoning_tokens=30)
    assert export_otel(line) == {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "llm-1",
        "gen_ai.provider.name": "openai",
        "gen_ai.response.model": "gpt-4o-mini",
        "gen_ai.usage.input_tokens": 1200,
        "gen_ai.usage.output_tokens": 80,
        "gen_ai.usage.cache_read.input_tokens": 400,
        "gen_ai.usage.reasoning.output_tokens": 30,
        "governor.run.id": "run-7",
        "governor.run.cost_usd": 0.004,
        "governor.run.errors": 0,
    }


def test_what_is_not_known_is_left_out() -> None:
    attributes = export_otel(report(cost_usd=None, model=None, provider=None, errors=2))
    assert "governor.run.cost_usd" not in attributes
    assert "gen_ai.response.model" not in attributes
    assert attributes["error.type"] == "_OTHER"


def test_a_span_ends_with_its_run_and_is_as_long() -> None:
    found = span(report(ts="2026-11-21T11:00:00.500Z", latency_ms=1500))
    assert found["startTimeUnixNano"] == "1795258799000000000"
    assert found["endTimeUnixNano"] == "1795258800500000000"
    assert "status" not in found
    assert span(report(errors=1))["status"] == {"code": 2}


def test_lines_of_one_run_are_spans_of_one_trace() -> None:
    one, other, stranger = span(report()), span(report(model="gpt-4o")), span(report(run_id="r8"))
    assert one["traceId"] == other["traceId"] != stranger["traceId"]
    assert one["spanId"] != other["spanId"]
    assert (len(str(one["traceId"])), len(str(one["spanId"]))) == (32, 16)


def test_it_prints_the_telemetry_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in (report(), signal(), report())))
    main([str(path)])
    requests = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert len(requests) == 2
    (resource,) = requests[0]["resourceSpans"]
    (found,) = resource["scopeSpans"][0]["spans"]
    assert found["name"] == "invoke_agent llm-1"
    values = {pair["key"]: pair["value"] for pair in found["attributes"]}
    assert values["gen_ai.usage.input_tokens"] == {"intValue": "1200"}
    assert values["governor.run.cost_usd"] == {"doubleValue": 0.004}
    assert values["gen_ai.agent.name"] == {"stringValue": "llm-1"}
