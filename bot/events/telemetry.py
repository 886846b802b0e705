"""Telemetry: what one run of an agent cost and how it went."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NotRequired

from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from bot.events.fields import STRICT, VERSION, Amount, Count, Name, Time, Token, Version
from bot.words import instant
from bot.words.canonical import Json, encode_line


@with_config(STRICT)
class TelemetryFields(TypedDict):
    """A telemetry line. A cost that is not known is null: unknown is not free."""

    v: Version
    kind: NotRequired[Literal["telemetry"]]
    ts: Time
    agent: Name
    run_id: Token
    latency_ms: Amount
    tokens_in: Count
    tokens_out: Count
    cost_usd: Amount | None
    errors: Count
    model: NotRequired[Token | None]
    provider: NotRequired[Token | None]
    cached_tokens: NotRequired[Count | None]
    reasoning_tokens: NotRequired[Count | None]


ADAPTER: TypeAdapter[TelemetryFields] = TypeAdapter(TelemetryFields)


@dataclass(frozen=True, slots=True)
class Telemetry:
    """One report of one run; a run that used two models may report once for each."""

    ts: datetime
    agent: str
    run_id: str
    latency_ms: float
    tokens_in: int
    tokens_out: int
    cost_usd: float | None
    errors: int
    model: str | None = None
    provider: str | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None

    def wire(self) -> dict[str, Json]:
        fields: dict[str, Json] = {
            "v": VERSION,
            "ts": instant.render(self.ts),
            "agent": self.agent,
            "run_id": self.run_id,
            "latency_ms": self.latency_ms,
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "cost_usd": self.cost_usd,
            "errors": self.errors,
            "model": self.model,
            "provider": self.provider,
        }
        optional = {
            "cached_tokens": self.cached_tokens,
            "reasoning_tokens": self.reasoning_tokens,
        }
        return fields | {name: count for name, count in optional.items() if count is not None}

    def line(self) -> bytes:
        return encode_line(self.wire())


def parse(line: bytes) -> Telemetry:
    """Read a stored line; ValueError where it is none."""
    return from_fields(ADAPTER.validate_json(line))


def from_fields(fields: TelemetryFields) -> Telemetry:
    return Telemetry(
        ts=instant.parse(fields["ts"]),
        agent=fields["agent"],
        run_id=fields["run_id"],
        latency_ms=fields["latency_ms"],
        tokens_in=fields["tokens_in"],
        tokens_out=fields["tokens_out"],
        cost_usd=fields["cost_usd"],
        errors=fields["errors"],
        model=fields.get("model"),
        provider=fields.get("provider"),
        cached_tokens=fields.get("cached_tokens"),
        reasoning_tokens=fields.get("reasoning_tokens"),
    )
