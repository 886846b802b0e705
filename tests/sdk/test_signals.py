"""What the SDK emits, ingest takes as it is; what it refuses, ingest would refuse."""

import json
from collections import namedtuple
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.events.check import Event, check
from bot.events.fields import MEANING, SYMBOL, TOKEN
from bot.events.signal import Direction, SignalFields
from bot.events.signal import signal_id as name_of_ingest
from bot.events.tolerance import Intake, Tolerance
from bot.policy.part import NAME
from bot.sdk import fields
from bot.sdk.errors import CannotEmit
from bot.sdk.signals import KNOWN, encode, signal_id, signal_line

NOW = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
INTAKE = Intake.at(NOW, Tolerance(future_seconds=10**6, past_hours=10**6, max_line_bytes=2_000))


@dataclass(frozen=True)
class Speaker:
    agent: str = "mom-1"
    strategy_class: str = "momentum"
    run_id: str = "run-7"
    fingerprint: str | None = None


GOOD: dict[str, object] = {
    "symbol": "BTC/USDT",
    "direction": "LONG",
    "prob_up": 0.61,
    "confidence": 0.74,
    "ensemble_score_final": 1.8,
    "regime": "RISK_ON",
}


def line_of(signal: object, speaker: Speaker | None = None) -> dict[str, Any]:
    return dict(signal_line(signal, speaker or Speaker(), NOW))


def refusal(**changes: object) -> CannotEmit:
    with pytest.raises(CannotEmit) as caught:
        line_of(GOOD | changes)
    return caught.value


def test_it_takes_what_agents_return() -> None:
    line = line_of(GOOD, Speaker(fingerprint="f" * 64))
    assert line == {
        "v": 1,
        "signal_id": line["signal_id"],
        "ts": "2026-11-21T12:00:00.123Z",
        "agent": "mom-1",
        "strategy_class": "momentum",
        "run_id": "run-7",
        "symbol": "BTC/USDT",
        "direction": "LONG",
        "prob_up": 0.61,
        "confidence": 0.74,
        "score_final": 1.8,
        "regime": "RISK_ON",
        "fingerprint": "f" * 64,
    }


def test_what_is_not_said_is_null_and_never_zero() -> None:
    line = line_of({"symbol": "BTC", "direction": "FLAT"})
    said = ("prob_up", "confidence", "score_final", "regime", "fingerprint")
    assert [line[name] for name in said] == [None] * 5


Tuple = namedtuple("Tuple", GOOD)  # type: ignore[misc]  # noqa: PYI024 - as agents write it


@dataclass
class Data:
    symbol: str
    direction: Direction
    prob_up: float


class Model(BaseModel):
    symbol: str
    direction: str
    prob_up: float


class Side(Enum):
    LONG = "LONG"


@pytest.mark.parametrize(
    "signal",
    [
        Tuple(**GOOD),
        Data("BTC/USDT", Direction.LONG, 0.61),
        Model(symbol="BTC/USDT", direction="LONG", prob_up=0.61),
        GOOD | {"direction": Side.LONG, "prob_up": np.float64(0.61)},
        GOOD | {"score_final": 1.8},
        GOOD | {"score_final": None, "confidence": 1, "prob_up": np.float32(0.5)},
        GOOD | {"v": 1, "agent": "mom-1", "run_id": "run-7", "fingerprint": "v3"},
        GOOD | {"ts": NOW.astimezone(timezone(timedelta(hours=9)))},
        GOOD | {"ts": "2026-11-21T12:00:00.1239+00:00"},
    ],
)
def test_ingest_takes_every_form_with_the_same_name(signal: object) -> None:
    line = line_of(signal)
    event = check(encode(line).rstrip(b"\n"), INTAKE)
    assert isinstance(event, Event)
    stored = json.loads(event.line)
    assert stored["signal_id"] == line["signal_id"]
    assert {name: stored[name] for name in line} == line


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"confidence": 1.4}, "confidence was 1.4; use a number from 0 to 1, or None."),
        ({"prob_up": float("nan")}, "prob_up was nan; use a finite number, or None."),
        ({"prob_up": True}, "prob_up was True; use a finite number, or None."),
        ({"score_final": 10**400, "ensemble_score_final": None}, "use a finite number, or None."),
        ({"confidence": "0.7"}, "confidence was '0.7'; use a finite number, or None."),
        ({"direction": "UP"}, "direction was 'UP'; use LONG, SHORT or FLAT."),
        ({"direction": "LONG\n"}, "use LONG, SHORT or FLAT."),
        ({"symbol": None}, "symbol is missing; use a symbol like BTC/USDT"),
        ({"symbol": "BTC USDT"}, "symbol was 'BTC USDT'; use a symbol like BTC/USDT"),
        ({"regime": "risk on"}, "regime was 'risk on'; use letters, digits, - or _"),
        ({"ts": "2026-11-21T12:00:00"}, "use a datetime with a time zone"),
        ({"ts": 1763726400}, "use a datetime with a time zone"),
        ({"score_final": 2.0}, "is there too and says"),
        ({"confidnce": 0.7}, "field 'confidnce' was 0.7; did you mean confidence?"),
        ({"zzz": 1}, "field 'zzz' was 1; leave it out, a signal has symbol, direction,"),
        ({"run_id": "other"}, "run_id was 'other'; leave it out: the run says 'run-7'."),
        ({"signal_id": "0" * 64}, "leave it out: it is '"),
        ({"v": 2}, "v was 2; leave it out: it is 1."),
    ],
)
def test_a_refusal_names_field_value_and_mend(changes: Mapping[str, object], sentence: str) -> None:
    error = refusal(**changes)
    assert isinstance(error, ValueError)
    assert str(error).startswith("Cannot emit the signal: ")
    assert sentence in str(error)


def test_a_refusal_carries_its_parts() -> None:
    error = refusal(confidence=1.4)
    assert (error.field, error.value, error.mend) == (
        "confidence",
        1.4,
        "use a number from 0 to 1, or None",
    )


@pytest.mark.parametrize("signal", [None, "LONG", 3, [("symbol", "BTC")], Data])
def test_what_is_no_signal_is_refused(signal: object) -> None:
    with pytest.raises(CannotEmit, match="use a dict with symbol"):
        line_of(signal)


def test_the_patterns_are_those_of_ingest() -> None:
    theirs = {NAME: fields.NAME, TOKEN: fields.TOKEN, SYMBOL: fields.SYMBOL}
    assert {own.pattern.pattern for own in theirs.values()} == {p[1:-1] for p in theirs}
    assert all(MEANING[pattern] for pattern in theirs)


def test_it_knows_every_field_of_a_signal_that_a_producer_may_send() -> None:
    receipt = {"kind", "received_at", "claimed_at"}
    assert set(KNOWN) == SignalFields.__annotations__.keys() - receipt | {"ensemble_score_final"}


texts = st.text(alphabet='Ab9._:/@+~=-^ \né"', max_size=6)
words = st.one_of(st.sampled_from(["BTC/USDT", "A", "a-1", "^GSPC", "x" * 65, "x" * 32]), texts)
times = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis wants it naive
    max_value=datetime(2050, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]),
)
shares = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1))


@given(
    agent=words.filter(fields.NAME.pattern.fullmatch),
    run_id=words.filter(fields.TOKEN.pattern.fullmatch),
    symbol=words.filter(fields.SYMBOL.pattern.fullmatch),
    ts=times,
    direction=st.sampled_from(["LONG", "SHORT", "FLAT"]),
)
def test_both_sides_name_a_signal_alike(
    agent: str, run_id: str, symbol: str, ts: datetime, direction: str
) -> None:
    written = fields.render(ts)
    line = {"agent": agent, "run_id": run_id, "symbol": symbol, "ts": written}
    theirs = name_of_ingest(agent, run_id, symbol, written, direction)
    assert signal_id({**line, "direction": direction}) == theirs
    emitted = signal_line(
        {"symbol": symbol, "direction": direction, "ts": ts},
        Speaker(agent=agent, run_id=run_id),
        NOW,
    )
    assert emitted["signal_id"] == theirs


@given(
    said=st.fixed_dictionaries(
        {"symbol": words, "direction": st.sampled_from(["LONG", "SHORT", "FLAT", "long", ""])},
        optional={
            "prob_up": shares,
            "confidence": shares,
            "score_final": st.one_of(st.none(), st.floats(), st.integers()),
            "regime": st.one_of(st.none(), words),
            "fingerprint": st.one_of(st.none(), words),
        },
    )
)
def test_both_sides_agree_on_what_is_a_signal(said: dict[str, object]) -> None:
    raw = {"v": 1, "ts": fields.render(NOW), "agent": "mom-1", "strategy_class": "momentum"}
    theirs = check(json.dumps({**raw, "run_id": "run-7", **said}).encode(), INTAKE)
    try:
        ours = encode(line_of(said)).rstrip(b"\n")
    except CannotEmit:
        assert not isinstance(theirs, Event)
    else:
        assert check(ours, INTAKE) == theirs
