"""What names an event, and what it says under that name, as short digests.

When it was received, or claims to have been, is not part of what a signal says: a line that is
sent twice is one signal.
"""

from hashlib import sha256
from typing import TypeAlias

from bot.events import render, signal, telemetry
from bot.events.telemetry import TelemetryFields

KEY_BYTES = 16
CONTENT_BYTES = 8


Identity: TypeAlias = tuple[bytes, bytes]
"""The key of an event, and the digest of what it says."""


def signal_identity(name: str, halves: tuple[str, str]) -> Identity:
    return bytes.fromhex(name[: 2 * KEY_BYTES]), _content("".join(halves))


def telemetry_identity(f: TelemetryFields, ts: str, line: str) -> Identity:
    """One report a run, moment and model: a run that used two models may report for each."""
    name = f"{f['agent']}\n{f['run_id']}\n{ts}\n{f.get('model')}\n{f.get('provider')}"
    return sha256(name.encode()).digest()[:KEY_BYTES], _content(line)


def of_stored_signal(line: bytes) -> Identity:
    fields = signal.ADAPTER.validate_json(line)
    name = fields.get("signal_id") or signal.computed_id(fields)
    return signal_identity(name, render.said(fields, name, fields["ts"]))


def of_stored_telemetry(line: bytes) -> Identity:
    fields = telemetry.ADAPTER.validate_json(line)
    text = render.telemetry_line(fields, fields["ts"])
    return telemetry_identity(fields, fields["ts"], text)


def _content(text: str) -> bytes:
    return sha256(text.encode()).digest()[:CONTENT_BYTES]
