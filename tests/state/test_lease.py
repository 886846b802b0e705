"""A lease that could let somebody trade by mistake cannot be written."""

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from bot.adapters.ed25519 import Ed25519Signer
from bot.errors import CorruptState, StateError
from bot.state.documents import decode, put
from bot.state.lease import GATE, Lease, signed_bytes
from bot.words.canonical import encode
from bot.words.strict_json import parse_object
from tests.sdk import desk

AGENT = {**desk.AGENT, "weight": 0.25, "confidence": 1.2, "haircut": 0.5}
LEASE: dict[str, Any] = {
    **desk.LEASE,
    "killed": {"all": False, "agents": ["dead"], "strategy_classes": []},
    "agents": {"alpha": AGENT, "beta": {**AGENT, "weight": 0.1}},
    "caps": {"regime": "HIGH_VOL", "gross": 0.35, "symbol": 0.4, "symbols": {"BTC": 0.2}},
}


def changed(path: str, value: object) -> dict[str, Any]:
    return desk.changed(path, value, LEASE)


def read(body: dict[str, Any]) -> Lease:
    return decode(GATE.pattern, encode(body), GATE)


def test_what_is_written_is_read_again() -> None:
    lease = read(LEASE)
    assert decode(GATE.pattern, put(GATE.pattern, lease).data, GATE) == lease


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("mode", "LIVE"),
        ("generated_at", "2026-11-21T06:00:00Z"),
        ("generated_at", "2026-11-21T07:30:00.001Z"),
        ("valid_until", "2026-11-22T06:00:00.001Z"),
        ("sequence", -1),
        ("sequence", 1.0),
        ("signature", "c2lnbmVk"),
        ("killed.all", 0),
        ("agents.alpha.weight", -0.01),
        ("agents.alpha.weight", 1.01),
        ("agents.alpha.weight", "0.2"),
        ("agents.alpha.stage", "flying"),
        ("agents.alpha.confidence", 2.01),
        ("agents.alpha.haircut", 1.01),
        ("agents.alpha.position_usd", -1),
        ("agents.beta.weight", 0.10001),
        ("caps.gross", 0.34),
        ("caps.gross", None),
        ("caps.symbols", {"BTC": 2}),
        ("budget.local_stop_bps", -1),
        ("budget.extra", 1),
    ],
)
def test_a_wrong_lease_is_refused(path: str, value: Any) -> None:  # noqa: ANN401
    with pytest.raises(CorruptState):
        read(changed(path, value))


def test_rounding_in_the_last_place_is_no_mistake() -> None:
    assert read(changed("agents.beta.weight", 0.1 + 5e-10)).sequence == 7


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
@pytest.mark.parametrize("path", ["agents.alpha.weight", "caps.gross", "budget.portfolio_usd"])
def test_nan_and_infinity_never_pass(path: str, number: float) -> None:
    with pytest.raises(ValidationError):
        Lease.model_validate(changed(path, number), strict=False)


def test_a_nan_slipped_in_is_not_written() -> None:
    lease = read(LEASE)
    bad = lease.model_copy(update={"caps": lease.caps.model_copy(update={"gross": float("nan")})})
    with pytest.raises(StateError):
        put(GATE.pattern, bad)


def test_the_signature_is_over_everything_else_as_it_stands_in_the_file() -> None:
    lease = read(LEASE)
    signature = Ed25519Signer(base64.b64encode(bytes(32)).decode(), "a test").sign(
        signed_bytes(lease)
    )
    written = parse_object(
        put(GATE.pattern, lease.model_copy(update={"signature": signature})).data
    )
    assert written.pop("signature") == signature
    assert encode(written) == signed_bytes(lease)
