"""A signature holds for its key and its text, and for nothing else."""

import base64
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.adapters.ed25519 import Ed25519Signer, signature_check
from bot.errors import BadUsage

PRIVATE = base64.b64encode(bytes(range(32))).decode()
PUBLIC = base64.b64encode(
    Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw()
).decode()
OTHER = base64.b64encode(
    Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
).decode()


def test_a_signature_holds() -> None:
    signature = Ed25519Signer(PRIVATE, "GOVERNOR_AUDIT_KEY").sign(b"head")
    assert "\n" not in signature
    assert signature_check(PUBLIC, "governor.yml")(b"head", signature)


@pytest.mark.parametrize(
    ("key", "text", "signature"),
    [
        (PUBLIC, b"other head", None),
        (OTHER, b"head", None),
        (PUBLIC, b"head", ""),
        (PUBLIC, b"head", "not base64 at all"),
        (PUBLIC, b"head", base64.b64encode(bytes(64)).decode()),
        (PUBLIC, b"head", "é"),
    ],
)
def test_anything_else_does_not(key: str, text: bytes, signature: str | None) -> None:
    made = Ed25519Signer(PRIVATE, "GOVERNOR_AUDIT_KEY").sign(b"head")
    assert not signature_check(key, "governor.yml")(text, made if signature is None else signature)


@pytest.mark.parametrize("key", ["", "secret words", PRIVATE[:-8], "é"])
def test_a_bad_key_is_refused_without_being_repeated(key: str) -> None:
    with pytest.raises(BadUsage, match="GOVERNOR_AUDIT_KEY: it is not a key of 32 bytes") as error:
        Ed25519Signer(key, "GOVERNOR_AUDIT_KEY")
    assert not key or key not in str(error.value)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    with pytest.raises(BadUsage, match=r"pip install 'governor\[sign\]'"):
        signature_check(PUBLIC, "governor.yml")
