"""Signs what others must be able to trust without trusting where they found it."""

from typing import Protocol


class Signer(Protocol):
    def sign(self, data: bytes) -> str:
        """Give the signature as text of one line."""
