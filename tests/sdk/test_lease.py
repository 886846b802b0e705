"""The lease as Governor writes it and the lease as an agent reads it are one."""

import base64
import json
import sys
from math import nan
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.adapters.ed25519 import Ed25519Signer
from bot.sdk import lease as reading
from bot.sdk.lease import Lease
from bot.sdk.lease_reading import read_lease
from bot.sdk.refusal import Code, Refusal
from bot.sdk.signature import signed as check
from bot.state import lease as state
from bot.state.documents import put
from bot.words.stage import MAY_RUN, MAY_TRADE, Stage
from tests.sdk.desk import LEASE, NOW, PRIVATE, Desk, changed, signal, signed

PUBLIC = base64.b64encode(
    Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw()
).decode()
OTHER = base64.b64encode(bytes(range(1, 33))).decode()


def read(fields: dict[str, Any]) -> Lease:
    found = read_lease(json.dumps(fields).encode())
    assert isinstance(found, Lease), found
    return found


def test_stages_mean_the_same_on_both_sides() -> None:
    assert set(reading.STAGES) == set(Stage)
    assert set(reading.MAY_TRADE) == MAY_TRADE
    assert set(reading.MAY_RUN) == MAY_RUN


def test_genesis_is_read_and_expired() -> None:
    found = read_lease(put(state.GATE.pattern, state.Lease()).data)
    assert isinstance(found, Lease)
    late = found.timely(NOW)
    assert isinstance(late, Refusal)
    assert late.code is Code.LEASE_EXPIRED


def test_what_governor_signs_holds_here() -> None:
    lease = state.Lease.model_validate_json(json.dumps(LEASE))
    signature = Ed25519Signer(PRIVATE, "a test").sign(state.signed_bytes(lease))
    page = put(state.GATE.pattern, lease.model_copy(update={"signature": signature})).data
    found = read_lease(page)
    assert isinstance(found, Lease)
    assert found.signed == state.signed_bytes(lease)
    assert check(found, PUBLIC) is True


PATHS = [
    "mode", "generated_at", "valid_until", "sequence", "killed.all", "killed.agents",
    "agents.alpha.weight", "agents.alpha.stage", "agents.alpha.confidence", "agents.alpha.haircut",
    "agents.alpha.position_usd", "caps.gross", "caps.symbol", "caps.symbols", "caps.regime",
    "budget.portfolio_usd", "budget.local_stop_bps", "v", "policy_digest",
]  # fmt: skip
VALUES = [
    None, True, 0, 1, -1, 0.5, 2.5, nan, "", "live", "shadow", "canary", "LIVE", [], ["a"], {},
    {"BTC": 0.5}, {"BTC": 2}, "2026-11-21T06:30:00.000Z", "2026-11-21T06:30:00Z",
    "2026-11-24T06:30:00.000Z", "0000-11-21T06:30:00.000Z", 10**400,
    "２０２６-11-21T06:00:00.000Z",  # noqa: RUF001 digits of another script
]  # fmt: skip


@given(st.sampled_from(PATHS), st.sampled_from(VALUES))
def test_an_agent_takes_only_what_governor_could_have_written(path: str, value: object) -> None:
    text = json.dumps(changed(path, value))
    if isinstance(read_lease(text.encode()), Lease):
        state.Lease.model_validate_json(text)


@given(st.sampled_from(PATHS), st.sampled_from(VALUES))
def test_an_agent_understands_whatever_governor_can_write(path: str, value: object) -> None:
    text = json.dumps(changed(path, value))
    try:
        lease = state.Lease.model_validate_json(text)
    except ValidationError:
        return
    if lease.v == 1:
        found = read_lease(put(state.GATE.pattern, lease).data)
        assert isinstance(found, Lease), found


UNSIGNED = [
    ("no signature", LEASE, PUBLIC, "it is not signed"),
    ("another key", signed(LEASE, OTHER), PUBLIC, "does not hold"),
    ("changed since", {**signed(LEASE), "sequence": 8}, PUBLIC, "does not hold"),
    ("no base64", {**LEASE, "signature": "?"}, PUBLIC, "does not hold"),
    ("too short", {**LEASE, "signature": "AAAA"}, PUBLIC, "does not hold"),
    ("the key is none", signed(LEASE), "AAAA", "32 bytes in base64"),
    ("the key is no base64", signed(LEASE), "é", "32 bytes in base64"),
    ("the key is no point", signed(LEASE), base64.b64encode(b"\xff" * 32).decode(), "not hold"),
]


@pytest.mark.parametrize(("name", "fields", "key", "reason"), UNSIGNED)
def test_a_lease_badly_signed_is_refused_everywhere(
    desk: Desk, name: str, fields: dict[str, Any], key: str, reason: str
) -> None:
    del name
    desk = desk.told(public_key=key)
    desk.lease(fields)
    for answer in (
        desk.gate.may_run("alpha", "momentum", NOW),
        desk.gate.may_trade("alpha", "momentum", NOW),
        desk.gate.live(NOW),
        desk.route(signal()),
    ):
        assert isinstance(answer, Refusal)
        assert answer.code is Code.LEASE_UNSIGNED
        assert reason in answer.sentence


def test_a_lease_well_signed_is_taken_and_without_a_key_any_is(desk: Desk) -> None:
    desk.lease(signed(LEASE))
    assert desk.told(public_key=PUBLIC).gate.live(NOW) is True
    desk.lease({**LEASE, "signature": "?"})
    assert desk.gate.live(NOW) is True


def test_a_badly_signed_one_is_not_remembered(desk: Desk) -> None:
    keyed = desk.told(public_key=PUBLIC)
    desk.lease({**LEASE, "sequence": 10**9})
    assert not keyed.gate.live(NOW)
    desk.lease(signed(LEASE))
    assert keyed.gate.live(NOW) is True


def test_without_the_library_it_says_what_to_install(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    answer = desk.told(public_key=PUBLIC).gate.live(NOW)
    assert isinstance(answer, Refusal)
    assert "pip install 'governor[sign]'" in answer.sentence
