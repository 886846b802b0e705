"""Where the fleet's board is shown."""

from collections.abc import Iterator
from typing import Protocol

from bot.effects.status import Board


class Screen(Protocol):
    def show(self, board: Board) -> None: ...

    def follow(self, boards: Iterator[Board]) -> None:
        """Show one after the other, with a pause between, until somebody stops it."""
