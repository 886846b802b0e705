"""What an agent returned, made a signal line: checked, completed by its run, and named."""

import json
from collections.abc import Mapping
from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from bot.sdk import fields as check
from bot.sdk.errors import CannotEmit

VERSION = 1
SAID = ("symbol", "direction", "prob_up", "confidence", "score_final", "regime", "ts")
ALSO = {"ensemble_score_final": "score_final"}
STAMPED = ("agent", "strategy_class", "run_id", "fingerprint")
OWN = ("v", "signal_id")
KNOWN = (*SAID, *ALSO, *STAMPED, *OWN)

Line = dict[str, str | float | None]


class Speaker(Protocol):
    """The run that a signal is said in."""

    @property
    def agent(self) -> str: ...
    @property
    def strategy_class(self) -> str: ...
    @property
    def run_id(self) -> str: ...
    @property
    def fingerprint(self) -> str | None: ...


def signal_line(signal: object, speaker: Speaker, now: datetime) -> Line:
    """Raise CannotEmit for what ingest would refuse: the agent's author should hear of it first."""
    said = _only_known(_read(signal))
    ts = check.render(now) if said.get("ts") is None else said["ts"]
    line: Line = {
        "v": VERSION,
        "ts": check.moment("ts", ts, CannotEmit),
        "symbol": check.word(check.SYMBOL, "symbol", said.get("symbol"), CannotEmit),
        "direction": check.word(check.DIRECTION, "direction", said.get("direction"), CannotEmit),
        "prob_up": check.share("prob_up", said.get("prob_up"), CannotEmit),
        "confidence": check.share("confidence", said.get("confidence"), CannotEmit),
        "score_final": check.number("score_final", said.get("score_final"), CannotEmit),
        "regime": check.word_or_null(check.NAME, "regime", said.get("regime"), CannotEmit),
        **{name: _stamp(name, said.get(name), speaker) for name in STAMPED},
    }
    line["signal_id"] = signal_id(line)
    for name in OWN:
        if said.get(name) not in (None, line[name]):
            raise CannotEmit(name, said[name], f"leave it out: it is {line[name]!r}")
    return line


def signal_id(line: Line) -> str:
    names = ("agent", "run_id", "symbol", "ts", "direction")
    return sha256("\n".join(str(line[name]) for name in names).encode()).hexdigest()


def encode(line: Mapping[str, object]) -> bytes:
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def _read(signal: object) -> Mapping[object, object]:
    """Take a mapping, a dataclass, a named tuple or a pydantic model."""
    if isinstance(signal, Mapping):
        return signal
    if is_dataclass(signal) and not isinstance(signal, type):
        return {field.name: getattr(signal, field.name) for field in fields_of(signal)}
    for name in ("_asdict", "model_dump"):
        fields = getattr(signal, name, None)
        if callable(fields) and isinstance(found := fields(), Mapping):
            return found
    raise CannotEmit("signal", signal, "use a dict with symbol, direction, prob_up, confidence, …")


def _only_known(given: Mapping[object, object]) -> dict[str, object]:
    said: dict[str, object] = {}
    for name, value in given.items():
        if not isinstance(name, str) or name not in KNOWN:
            raise CannotEmit(f"field {name!r}", value, _nearest(name))
        field = ALSO.get(name, name)
        if said.get(field) is None:
            said[field] = value
        elif value is not None and value != said[field]:
            raise CannotEmit(name, value, f"{field} is there too and says {said[field]!r}")
    return said


def _nearest(name: object) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

    near = get_close_matches(str(name), KNOWN, n=1)
    return f"did you mean {near[0]}?" if near else f"leave it out, a signal has {', '.join(KNOWN)}"


def _stamp(name: str, given: object, speaker: Speaker) -> str | None:
    own: str | None = getattr(speaker, name)
    if own is None:
        return check.word_or_null(check.TOKEN, name, given, CannotEmit)
    if given in (None, own):
        return own
    raise CannotEmit(name, given, f"leave it out: the run says {own!r}")
