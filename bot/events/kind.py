"""Signal or telemetry: a line may say its kind, else the fields that only one of them has tell."""

from collections.abc import Mapping

from bot.events.fault import Fault, shown
from bot.events.signal import SignalFields
from bot.events.telemetry import TelemetryFields

SIGNAL = "signal"
TELEMETRY = "telemetry"
SHARED = SignalFields.__annotations__.keys() & TelemetryFields.__annotations__.keys()
ONLY = {
    SIGNAL: SignalFields.__annotations__.keys() - SHARED,
    TELEMETRY: TelemetryFields.__annotations__.keys() - SHARED,
}


def kind_of(value: object) -> str | Fault:
    if not isinstance(value, Mapping):
        return Fault("", shown(value), "is not a JSON object")
    named = value.get("kind")
    if isinstance(named, str) and named in ONLY:
        return named
    if named is not None:
        return Fault("kind", shown(named), "must be signal or telemetry")
    signal, telemetry = (len(ONLY[kind] & value.keys()) for kind in (SIGNAL, TELEMETRY))
    if signal == telemetry:
        return Fault("", "", "is neither a signal (direction, …) nor telemetry (latency_ms, …)")
    return SIGNAL if signal > telemetry else TELEMETRY
