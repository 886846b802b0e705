"""Where a set of pages is published."""

from collections.abc import Mapping
from typing import Protocol


class Pages(Protocol):
    @property
    def place(self) -> str: ...

    def publish(self, files: Mapping[str, bytes]) -> int:
        """Make these the only pages there, and say how many files had to change."""
