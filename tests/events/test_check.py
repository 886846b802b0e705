import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import signal as signals
from bot.events import telemetry
from bot.events.check import Event, check
from bot.events.fault import Fault
from tests.fakes.events import INTAKE, NOW, TOLERANCE, at, line, report, signal

SIGNAL, REPORT = line(signal()), line(report())


def fault(text: bytes) -> Fault:
    found = check(text, INTAKE)
    assert isinstance(found, Fault), found
    return found


def event(text: bytes) -> Event:
    found = check(text, INTAKE)
    assert isinstance(found, Event), found
    return found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (SIGNAL[:-1], "it is not JSON"),
        (SIGNAL + SIGNAL, "it is not JSON: Extra data"),
        (b"hello", "it is not JSON"),
        (b"\x00\x00", "it is not JSON"),
        (SIGNAL.decode().encode("utf-16"), "is not UTF-8"),
        (SIGNAL.replace(b"run-7", b"run\xff7"), "is not UTF-8"),
        (SIGNAL.replace(b"run-7", b"\\ud800"), "it is not JSON"),
        (b"[" * 1500, "it is nested too deeply"),
        (b"[1]", "is not a JSON object"),
        (b"null", "is not a JSON object"),
        (b'"direction"', "is not a JSON object"),
        (b"{}", "is neither a signal (direction, …) nor telemetry"),
        (b'{"v":1,"agent":"a"}', "is neither a signal"),
        (b" " * 10 + b"x" * 2_000, "is longer than 2,000 bytes"),
        (SIGNAL[:-1] + b',"confidence":0.9}', "the key 'confidence' stands there twice"),
        (SIGNAL[:-1] + b',"agent":"other"}', "the key 'agent' stands there twice"),
        (REPORT[:-1] + b',"cost_usd":0}', "the key 'cost_usd' stands there twice"),
    ],
)
def test_what_is_no_event_is_refused_as_a_whole(text: bytes, reason: str) -> None:
    assert reason in fault(text).reason
    assert not fault(text).field


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("confidence", float("nan"), "must be a finite number"),
        ("confidence", float("inf"), "must be a finite number"),
        ("score_final", float("-inf"), "must be a finite number"),
        ("score_final", 10**400, "must be a finite number"),
        ("confidence", 1.01, "must be at most 1"),
        ("confidence", -0.01, "must be at least 0"),
        ("prob_up", 2, "must be at most 1"),
        ("prob_up", "0.5", "must be a number"),
        ("prob_up", True, "must be a number"),
        ("direction", "UP", "must be LONG, SHORT or FLAT"),
        ("direction", "long", "must be LONG, SHORT or FLAT"),
        ("direction", ["LONG"], "must be LONG, SHORT or FLAT"),
        ("direction", {}, "must be LONG, SHORT or FLAT"),
        ("direction", None, "must be LONG, SHORT or FLAT"),
        ("agent", "", "must be letters"),
        ("agent", "mom 1", "must be letters"),
        ("agent", "mom-1\n", "must be letters"),
        ("agent", "../mom", "must be letters"),
        ("agent", "mom\u202e1", "must be letters"),
        ("agent", "m\u043em", "must be letters"),
        ("agent", "m" * 65, "must be letters"),
        ("agent", 7, "must be text"),
        ("agent", {"a": 1}, "must be text"),
        ("run_id", None, "must be text"),
        ("run_id", "a\nb", "must be letters"),
        ("run_id", 'a"b', "must be letters"),
        ("symbol", "BTC USDT", "must be a symbol like BTC/USDT"),
        ("symbol", "B" * 33, "must be a symbol"),
        ("regime", "<b>", "must be letters"),
        ("fingerprint", "a b", "must be letters"),
        ("ts", at(0)[:-1], "has no time zone"),
        ("ts", at(1), "is 1.0 h ahead of the receipt clock; at most 120 s may be"),
        ("ts", at(0.05), "is 180 s ahead of the receipt clock"),
        ("ts", at(-48.1), "is 48.1 h old at receipt; at most 48 h are allowed"),
        ("ts", "2026-13-01T00:00:00Z", "month"),
        ("ts", "2026-11-21", "must be an RFC 3339 time"),
        ("ts", 1_795_000_000, "must be text"),
        ("ts", "9999-12-31T23:59:59-12:00", "range"),
        ("received_at", "yesterday", "must be an RFC 3339 time"),
        ("received_at", "2026-11-21T12:00:00", "has no time zone"),
        ("claimed_at", "2026-11-21T25:00:00Z", "hour"),
        ("signal_id", "0" * 64, "is not the digest of its signal"),
        ("signal_id", "abc", "must be 64 lower-case hexadecimal digits"),
        ("v", 2, "is a newer schema than 1"),
        ("v", 0, "must be at least 1"),
        ("v", True, "must be a whole number"),
        ("v", 1.0, "must be a whole number"),
        ("v", "1", "must be a whole number"),
        ("kind", "order", "must be signal or telemetry"),
        ("confidense", 0.5, "is not a field of signal lines"),
    ],
)
def test_a_signal_with_one_bad_field_is_refused_by_its_name(
    field: str, value: object, reason: str
) -> None:
    found = fault(line(signal(**{field: value})))
    assert (found.field, reason in found.reason) == (field, True), found


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("cost_usd", -0.01, "must be at least 0"),
        ("cost_usd", float("nan"), "must be a finite number"),
        ("latency_ms", -1, "must be at least 0"),
        ("latency_ms", None, "must be a number"),
        ("tokens_in", -1, "must be at least 0"),
        ("tokens_in", 1.5, "must be a whole number"),
        ("tokens_out", 10**16, "must be at most 1e+15"),
        ("cached_tokens", -1, "must be at least 0"),
        ("reasoning_tokens", "3", "must be a whole number"),
        ("errors", -1, "must be at least 0"),
        ("model", "a b", "must be letters"),
        ("ts", at(-49), "is 49.0 h old at receipt"),
        ("v", 3, "is a newer schema than 1"),
        ("latency", 5, "is not a field of telemetry lines"),
    ],
)
def test_telemetry_with_one_bad_field_is_refused_by_its_name(
    field: str, value: object, reason: str
) -> None:
    found = fault(line(report(**{field: value})))
    assert (found.field, reason in found.reason) == (field, True), found


@pytest.mark.parametrize(
    "field", ["v", "ts", "agent", "strategy_class", "run_id", "symbol", "direction"]
)
def test_a_signal_must_have(field: str) -> None:
    assert fault(line(signal(), without=field))[:] == (field, "", "is missing")


@pytest.mark.parametrize(
    "field",
    ["v", "ts", "agent", "run_id", "latency_ms", "tokens_in", "tokens_out", "cost_usd", "errors"],
)
def test_telemetry_must_have(field: str) -> None:
    assert fault(line(report(), without=field))[:] == (field, "", "is missing")


@pytest.mark.parametrize("field", ["prob_up", "confidence", "score_final", "regime", "fingerprint"])
def test_a_signal_may_leave_out_or_leave_open(field: str) -> None:
    left_out, left_open = event(line(signal(), without=field)), event(line(signal(**{field: None})))
    assert left_out == left_open
    assert json.loads(left_out.line)[field] is None


def test_every_mistake_of_a_line_is_named() -> None:
    found = fault(line(signal(confidence=3, symbol="", regime=1), without="run_id"))
    assert found == Fault("run_id", "", "is missing; also wrong: symbol, confidence, regime")


def test_a_newer_schema_explains_all_other_mistakes() -> None:
    found = fault(line(signal(v=2, colour="red", agent=3)))
    assert (found.field, found.value) == ("v", "2")


def test_a_shown_value_is_bounded_and_harmless() -> None:
    found = fault(line(signal(agent="\x1b[31m" + "x" * 1_000)))
    assert len(found.value) < 300
    assert "\x1b" not in found.value


@pytest.mark.parametrize(
    "ts", [at(-48), at(0), at(120 / 3600), "2026-11-21T13:00:00.5+01:00", "2026-11-21 11:00:00z"]
)
def test_times_up_to_the_tolerance_pass(ts: str) -> None:
    assert isinstance(check(line(signal(ts=ts)), INTAKE), Event)


def test_the_receipt_clock_is_stamped_and_a_producers_own_is_only_claimed() -> None:
    stored = signals.parse(event(line(signal(received_at="2026-11-20T00:00:00Z"))).line.encode())
    assert stored.received_at == NOW
    assert stored.claimed_at is not None
    assert stored.claimed_at.day == 20


def test_a_given_id_must_be_the_computed_one() -> None:
    name = signals.signal_id("mom-1", "run-7", "BTC/USDT", at(-1), "LONG")
    assert event(line(signal(signal_id=name))) == event(SIGNAL)
    assert json.loads(event(SIGNAL).line)["signal_id"] == name


def test_an_explicit_kind_is_taken_and_not_stored() -> None:
    assert event(line(signal(kind="signal"))) == event(SIGNAL)
    assert event(line(report(kind="telemetry"))) == event(REPORT)


def test_an_explicit_kind_decides_against_the_fields() -> None:
    assert fault(line(signal(kind="telemetry"))).field == "latency_ms"
    assert fault(line(report(kind="signal"))).field == "strategy_class"


def test_a_word_in_a_value_does_not_mislead() -> None:
    assert event(line(report(model="direction"))).kind == "telemetry"
    assert fault(line(report() | {"direction": "LONG"})).field == "direction"


def test_a_line_at_the_limit_passes_and_one_byte_more_does_not() -> None:
    limit = TOLERANCE.max_line_bytes
    assert isinstance(check(SIGNAL.ljust(limit), INTAKE), Event)
    assert fault(SIGNAL.ljust(limit + 1)).reason == "is longer than 2,000 bytes"


shares = st.none() | st.floats(0, 1)
names = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,20}\Z")
texts = st.none() | names


@given(
    agent=names,
    prob_up=shares,
    confidence=shares,
    score_final=st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
    regime=texts,
    fingerprint=texts,
    claimed=st.sampled_from([None, at(-3), "2026-11-21T05:00:00+02:00"]),
)
def test_a_stored_signal_reads_back_to_the_same_bytes(claimed: str | None, **said: object) -> None:
    stored = event(line(signal(**said, received_at=claimed))).line.encode()
    assert signals.parse(stored).line() == stored


@given(
    latency_ms=st.floats(0, 1e9) | st.integers(0, 10**6),
    cost_usd=shares,
    model=texts,
    cached_tokens=st.none() | st.integers(0, 10**9),
    reasoning_tokens=st.none() | st.integers(0, 10**9),
)
def test_a_stored_report_reads_back_to_the_same_bytes(**said: object) -> None:
    stored = event(line(report(**said))).line.encode()
    assert telemetry.parse(stored).line() == stored


@given(st.binary(max_size=80) | st.text(max_size=40).map(str.encode))
def test_no_bytes_raise(text: bytes) -> None:
    assert isinstance(check(text, INTAKE), Fault)


@given(
    st.dictionaries(
        st.sampled_from(list(signal())),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
        ),
    )
)
def test_no_json_raises(changes: dict[str, object]) -> None:
    check(line(signal(**changes)), INTAKE)
