"""One line judged: an event ready to be stored, or the fault that keeps it out."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import from_json

from bot.events import identity, render, signal, telemetry
from bot.events.fault import Fault, broken, from_errors, repeated_key
from bot.events.kind import SIGNAL, TELEMETRY, kind_of
from bot.events.signal import SignalFields, signal_id
from bot.events.time_check import claimed_time, event_time
from bot.events.tolerance import Intake

read_signal = signal.ADAPTER.validator.validate_json
read_telemetry = telemetry.ADAPTER.validator.validate_json


class Event(NamedTuple):
    """Two events of one key are the same, or contradict each other where the content differs.

    A `stranger` is sound and not of the registered fleet: only a copy of what is stored passes.
    """

    kind: str
    identity: bytes
    line: str
    stranger: Fault | None = None


def check(line: bytes, intake: Intake) -> Event | Fault:
    limit = intake.tolerance.max_line_bytes
    if len(line) > limit:
        return Fault("", "", f"is longer than {limit:,} bytes")
    try:
        return (_signal if b'"direction"' in line else _telemetry)(line, intake)
    except ValidationError:
        return _check_closely(line, intake)


def _check_closely(line: bytes, intake: Intake) -> Event | Fault:
    """Decide the kind by all fields, where a quick guess led nowhere."""
    try:
        kind = kind_of(from_json(line))
    except ValueError as error:
        return broken(line, str(error))
    if isinstance(kind, Fault):
        return kind
    try:
        return KINDS[kind](line, intake)
    except ValidationError as error:
        return from_errors(error, kind)


def _signal(line: bytes, intake: Intake) -> Event | Fault:
    fields = read_signal(line)
    ts, claimed = event_time(fields["ts"], intake), _claimed(fields)
    if isinstance(ts, Fault):
        return ts
    if isinstance(claimed, Fault):
        return claimed
    name = signal_id(fields["agent"], fields["run_id"], fields["symbol"], ts, fields["direction"])
    fault = repeated_key(line, fields) or _wrong_name(fields.get("signal_id"), name)
    if fault is not None:
        return fault
    halves = render.said(fields, name, ts)
    text = render.signal_line(fields["agent"], halves, intake.stamp, claimed)
    known = intake.registry
    stranger = known.of_signal(fields["agent"], fields.get("fingerprint")) if known else None
    return Event(SIGNAL, identity.signal_identity(name, halves), text, stranger)


def _claimed(fields: SignalFields) -> str | Fault | None:
    """Read when the producer says it was received; the first such claim stays."""
    if claimed := fields.get("claimed_at"):
        return claimed_time("claimed_at", claimed)
    if received := fields.get("received_at"):
        return claimed_time("received_at", received)
    return None


def _wrong_name(given: str | None, name: str) -> Fault | None:
    if given is None or given == name:
        return None
    return Fault("signal_id", given, f"is not the digest of its signal, which is {name}")


def _telemetry(line: bytes, intake: Intake) -> Event | Fault:
    fields = read_telemetry(line)
    ts = event_time(fields["ts"], intake)
    if isinstance(ts, Fault):
        return ts
    text = render.telemetry_line(fields, ts)
    if fault := repeated_key(line, fields):
        return fault
    stranger = intake.registry.of_report(fields["agent"]) if intake.registry else None
    return Event(TELEMETRY, identity.telemetry_identity(fields, ts, text), text, stranger)


KINDS: Mapping[str, Callable[[bytes, Intake], Event | Fault]] = {
    SIGNAL: _signal,
    TELEMETRY: _telemetry,
}
