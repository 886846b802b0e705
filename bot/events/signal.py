"""A signal: what one agent expects of one symbol."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, NotRequired

from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from bot.events.fields import STRICT, VERSION, Digest, Name, Share, Symbol, Time, Token, Version
from bot.words import instant
from bot.words.canonical import Json, encode_line


class Direction(StrEnum):
    LONG = "LONG"
    SHORT = "SHORT"
    FLAT = "FLAT"


@with_config(STRICT)
class SignalFields(TypedDict):
    """A signal line; what a producer writes as `received_at` is only a claim."""

    v: Version
    kind: NotRequired[Literal["signal"]]
    signal_id: NotRequired[Digest | None]
    ts: Time
    received_at: NotRequired[Time | None]
    claimed_at: NotRequired[Time | None]
    agent: Name
    strategy_class: Name
    run_id: Token
    symbol: Symbol
    direction: Literal["LONG", "SHORT", "FLAT"]
    prob_up: NotRequired[Share | None]
    confidence: NotRequired[Share | None]
    score_final: NotRequired[float | None]
    regime: NotRequired[Name | None]
    fingerprint: NotRequired[Token | None]


ADAPTER: TypeAdapter[SignalFields] = TypeAdapter(SignalFields)


@dataclass(frozen=True, slots=True)
class Signal:
    """One prediction as it is stored; null means that the agent did not say."""

    signal_id: str
    ts: datetime
    received_at: datetime
    agent: str
    strategy_class: str
    run_id: str
    symbol: str
    direction: Direction
    prob_up: float | None = None
    confidence: float | None = None
    score_final: float | None = None
    regime: str | None = None
    fingerprint: str | None = None
    claimed_at: datetime | None = None

    def wire(self) -> dict[str, Json]:
        fields: dict[str, Json] = {
            "v": VERSION,
            "signal_id": self.signal_id,
            "ts": instant.render(self.ts),
            "received_at": instant.render(self.received_at),
            "agent": self.agent,
            "strategy_class": self.strategy_class,
            "run_id": self.run_id,
            "symbol": self.symbol,
            "direction": self.direction.value,
            "prob_up": self.prob_up,
            "confidence": self.confidence,
            "score_final": self.score_final,
            "regime": self.regime,
            "fingerprint": self.fingerprint,
        }
        if self.claimed_at is not None:
            fields["claimed_at"] = instant.render(self.claimed_at)
        return fields

    def line(self) -> bytes:
        return encode_line(self.wire())


def signal_id(agent: str, run_id: str, symbol: str, ts: str, direction: str) -> str:
    """Name a signal by what it says; `ts` as `bot.words.instant.render` writes it."""
    text = f"{agent}\n{run_id}\n{symbol}\n{ts}\n{direction}"
    return hashlib.sha256(text.encode()).hexdigest()


def parse(line: bytes) -> Signal:
    """Read a stored line; ValueError where it is none."""
    return from_fields(ADAPTER.validate_json(line))


def from_fields(fields: SignalFields) -> Signal:
    received, claimed = fields.get("received_at"), fields.get("claimed_at")
    if received is None:
        raise ValueError("received_at is missing; only a line that was received can be read")
    return Signal(
        signal_id=fields.get("signal_id") or computed_id(fields),
        ts=instant.parse(fields["ts"]),
        received_at=instant.parse(received),
        agent=fields["agent"],
        strategy_class=fields["strategy_class"],
        run_id=fields["run_id"],
        symbol=fields["symbol"],
        direction=Direction(fields["direction"]),
        prob_up=fields.get("prob_up"),
        confidence=fields.get("confidence"),
        score_final=fields.get("score_final"),
        regime=fields.get("regime"),
        fingerprint=fields.get("fingerprint"),
        claimed_at=None if claimed is None else instant.parse(claimed),
    )


def computed_id(fields: SignalFields) -> str:
    return signal_id(
        fields["agent"],
        fields["run_id"],
        fields["symbol"],
        instant.render(instant.parse(fields["ts"])),
        fields["direction"],
    )
