"""Where a set of pages is published."""

from collections.abc import Callable, Mapping
from typing import Protocol


class Pages(Protocol):
    @property
    def place(self) -> str: ...

    def stands(self, source: str) -> bool:
        """Tell whether what is there was made of this source, and is whole."""

    def publish(self, files: Mapping[str, bytes], source: str) -> int:
        """Make these the only pages there, and say how many files had to change."""


class Window(Protocol):
    def open(self, tell: Callable[[str], None], refresh: Callable[[], None]) -> None:
        """Show the pages until somebody stops it; `tell` hears where.

        `refresh` is called before each page is shown.
        """
