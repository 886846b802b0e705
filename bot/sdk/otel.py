"""Telemetry under the names of OpenTelemetry's GenAI conventions, for the tools that read them.

`python -m bot.sdk.otel FILE...` prints each telemetry line as one OTLP request in JSON.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TypeAlias

from bot.sdk.outside import EPOCH

Value: TypeAlias = str | int | float
Json: TypeAlias = dict[str, object]

NAMES = {
    "agent": "gen_ai.agent.name",
    "provider": "gen_ai.provider.name",
    "model": "gen_ai.response.model",
    "tokens_in": "gen_ai.usage.input_tokens",
    "tokens_out": "gen_ai.usage.output_tokens",
    "cached_tokens": "gen_ai.usage.cache_read.input_tokens",
    "reasoning_tokens": "gen_ai.usage.reasoning.output_tokens",
    "run_id": "governor.run.id",
    "cost_usd": "governor.run.cost_usd",
    "errors": "governor.run.errors",
}
OPERATION = "invoke_agent"
INTERNAL, FAILED = 1, 2  # of OTLP: kind of span, code of status


def export_otel(line: Mapping[str, object]) -> dict[str, Value]:
    """Give the attributes of one line; what is not known is left out, as the conventions want."""
    attributes: dict[str, Value] = {"gen_ai.operation.name": OPERATION}
    for name, called in NAMES.items():
        value = line.get(name)
        if isinstance(value, (str, int, float)):
            attributes[called] = value
    if line.get("errors"):
        attributes["error.type"] = "_OTHER"
    return attributes


def span(line: Mapping[str, object]) -> Json:
    """Give one line as a span of its run's trace; the same line is the same span each time."""
    end = (datetime.fromisoformat(str(line["ts"])) - EPOCH).total_seconds()
    start = end - float(str(line["latency_ms"])) / 1000
    names = ("agent", "run_id", "model", "provider")
    found: Json = {
        "traceId": _digest(line, names[:2])[:32],
        "spanId": _digest(line, names)[:16],
        "name": f"{OPERATION} {line['agent']}",
        "kind": INTERNAL,
        "startTimeUnixNano": str(round(start * 1000) * 1_000_000),
        "endTimeUnixNano": str(round(end * 1000) * 1_000_000),
        "attributes": [_attribute(*pair) for pair in export_otel(line).items()],
    }
    return found | ({"status": {"code": FAILED}} if line.get("errors") else {})


def request(spans: Sequence[Json]) -> Json:
    resource = {"attributes": [_attribute("service.name", "governor")]}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]}


def main(paths: Sequence[str]) -> None:
    for line in _lines(paths):
        sys.stdout.write(json.dumps(request([span(line)])) + "\n")


def _lines(paths: Sequence[str]) -> Iterator[Json]:
    """Give telemetry alone: a file of an agent holds its signals too."""
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for text in file:
                line = json.loads(text)
                if "latency_ms" in line:
                    yield line


def _digest(line: Mapping[str, object], names: Sequence[str]) -> str:
    return sha256("\n".join(str(line.get(name)) for name in names).encode()).hexdigest()


def _attribute(name: str, value: Value) -> Json:
    if isinstance(value, str):
        return {"key": name, "value": {"stringValue": value}}
    if isinstance(value, int):
        return {"key": name, "value": {"intValue": str(value)}}
    return {"key": name, "value": {"doubleValue": value}}


if __name__ == "__main__":
    main(sys.argv[1:])
