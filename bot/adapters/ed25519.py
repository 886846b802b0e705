"""Ed25519 signatures; keys and signatures are written in base64 of their raw bytes."""

import base64
import binascii
from types import ModuleType

from bot.errors import BadUsage
from bot.state.audit.anchors import SignatureCheck

KEY_BYTES = 32
HOW = "make one as docs/audit.md shows"


class Ed25519Signer:
    def __init__(self, private_key: str, source: str) -> None:
        """`source` is where the key came from, for whoever has to mend it."""
        key = _key_bytes(private_key, source)
        self._key = _library(f"sign with {source}").Ed25519PrivateKey.from_private_bytes(key)

    def sign(self, data: bytes) -> str:
        signature: bytes = self._key.sign(data)
        return base64.b64encode(signature).decode()


def signature_check(public_key: str, source: str) -> SignatureCheck:
    key = _key_bytes(public_key, source)
    loaded = _library(f"check signatures with {source}").Ed25519PublicKey.from_public_bytes(key)

    def holds(data: bytes, signature: str) -> bool:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see _library

        try:
            loaded.verify(base64.b64decode(signature, validate=True), data)
        except (InvalidSignature, ValueError):
            return False
        return True

    return holds


def _key_bytes(text: str, source: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        # The text may be a secret, so the sentence does not repeat it.
        raise BadUsage(f"Cannot use {source}: it is not a key of 32 bytes in base64; {HOW}.")
    return key


def _library(purpose: str) -> ModuleType:
    # An extra, and slow to import: only who signs or checks pays for it.
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415
    except ImportError:
        raise BadUsage(
            f"Cannot {purpose}: the package cryptography is not there; "
            "run `pip install 'governor[sign]'`."
        ) from None
    return ed25519
