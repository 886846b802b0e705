"""Ed25519: whether a lease was signed with the other half of the configured key."""

import base64
from types import ModuleType

from bot.sdk.lease import Lease, distrusted
from bot.sdk.refusal import Code, Leave

KEY_BYTES = 32


def signed(lease: Lease, public_key: str) -> Leave:
    """Hold the signature against the configured key; where there is none, anybody may sign."""
    if not public_key:
        return True
    key, library = _bytes(public_key), _library()
    if key is None or len(key) != KEY_BYTES:
        return distrusted(
            Code.LEASE_UNSIGNED, "GOVERNOR_PUBLIC_KEY is not an ed25519 key: 32 bytes in base64"
        )
    if library is None:
        return distrusted(
            Code.LEASE_UNSIGNED, "cryptography is not installed; run `pip install 'governor[sign]'`"
        )
    if not lease.signature:
        return distrusted(
            Code.LEASE_UNSIGNED, "it is not signed; set GOVERNOR_LEASE_KEY where Governor runs"
        )
    if not _holds(library, key, lease):
        return distrusted(
            Code.LEASE_UNSIGNED,
            "its signature does not hold; somebody else wrote it, or the key is old",
        )
    return True


def _holds(library: ModuleType, key: bytes, lease: Lease) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see _library

    signature = _bytes(lease.signature)
    try:
        library.Ed25519PublicKey.from_public_bytes(key).verify(signature or b"", lease.signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _library() -> ModuleType | None:
    # Only who was given a key pays for it.
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415
    except ImportError:
        return None
    return ed25519


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None
