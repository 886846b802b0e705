"""JSON Schemas of event lines, as pages to check in and to print."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from bot.events import quarantine, signal, telemetry
from bot.words.canonical import encode_page

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ADAPTERS: Mapping[str, TypeAdapter[Any]] = {
    "signal": signal.ADAPTER,
    "telemetry": telemetry.ADAPTER,
    "quarantine": quarantine.ADAPTER,
}


def schemas() -> Mapping[str, bytes]:
    """Give each page under the path where it is checked in."""
    return {
        f"state/schemas/{name}.schema.json": encode_page(
            {"$schema": DRAFT, **adapter.json_schema()}
        )
        for name, adapter in ADAPTERS.items()
    }
