"""An event in 24 bytes: a key that names it, and a digest of what it says under that name.

When it was received, or claims to have been, is not part of what a signal says: a line that is
sent twice is one signal.
"""

from collections.abc import Iterator
from hashlib import sha256
from struct import iter_unpack

from bot.events import render, signal, telemetry
from bot.events.telemetry import TelemetryFields

KEY_BYTES = 16
CONTENT_BYTES = 8
LAYOUT = f"{KEY_BYTES}s{CONTENT_BYTES}s"


def signal_identity(name: str, halves: tuple[str, str]) -> bytes:
    return bytes.fromhex(name[: 2 * KEY_BYTES]) + _content("".join(halves))


def telemetry_identity(f: TelemetryFields, ts: str, line: str) -> bytes:
    """One report a run, moment and model: a run that used two models may report for each."""
    name = f"{f['agent']}\n{f['run_id']}\n{ts}\n{f.get('model')}\n{f.get('provider')}"
    return sha256(name.encode()).digest()[:KEY_BYTES] + _content(line)


def of_stored_signal(line: bytes) -> bytes:
    fields = signal.ADAPTER.validate_json(line)
    name = fields.get("signal_id") or signal.computed_id(fields)
    return signal_identity(name, render.said(fields, name, fields["ts"]))


def of_stored_telemetry(line: bytes) -> bytes:
    fields = telemetry.ADAPTER.validate_json(line)
    text = render.telemetry_line(fields, fields["ts"])
    return telemetry_identity(fields, fields["ts"], text)


def unpack(identities: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the key and the content's digest of each of several, side by side."""
    return iter_unpack(LAYOUT, identities)


def _content(text: str) -> bytes:
    return sha256(text.encode()).digest()[:CONTENT_BYTES]
