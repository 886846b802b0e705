"""The board: in colours on a terminal, as plain lines everywhere else."""

import select
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from bot.adapters.board_drawn import drawn
from bot.effects.status import Board, lines

if TYPE_CHECKING:
    from rich.console import RenderableType

PAUSE, GLANCE = 10.0, 0.2


class Plain:
    """Lines for a pipe, a file or a log."""

    def __init__(self, out: TextIO, *, quiet: bool = False, pause: float = PAUSE) -> None:
        self._out, self._quiet, self._pause = out, quiet, pause

    def show(self, board: Board) -> None:
        if not self._quiet:
            print("\n".join(lines(board)), file=self._out, flush=True)

    def follow(self, boards: Iterator[Board]) -> None:
        with suppress(KeyboardInterrupt):
            for board in boards:
                self.show(board)
                wait_for_reader(self._out, self._pause)
                print(file=self._out)


class Coloured:
    def __init__(self, out: TextIO, *, colour: bool = True, pause: float = PAUSE) -> None:
        # rich takes 60 ms to import, which only a person who watches should pay.
        from rich.console import Console  # noqa: PLC0415

        self._console = Console(file=out, no_color=not colour, highlight=False)
        self._pause = pause

    def show(self, board: Board) -> None:
        self._console.print(drawn(board, self._console.width))

    def follow(self, boards: Iterator[Board]) -> None:
        from rich.live import Live  # noqa: PLC0415

        with (
            suppress(KeyboardInterrupt),
            Live(console=self._console, screen=True, auto_refresh=False) as live,
        ):
            for board in boards:
                for _ in self._sizes():
                    live.update(self._fitting(board), refresh=True)

    def _sizes(self) -> Iterator[None]:
        """Give a turn, and one more for each other size of the window until the pause is over."""
        until, drawn_at = time.monotonic() + self._pause, None
        while True:
            # Asked before it is drawn: a size that comes meanwhile is seen at the next glance.
            if (size := self._console.size) != drawn_at:
                drawn_at = size
                yield
            if (left := until - time.monotonic()) <= 0:
                return
            time.sleep(min(GLANCE, left))

    def _fitting(self, board: Board) -> "RenderableType":
        """Say how much there is below the last line that there is room for."""
        from rich.segment import Segment, Segments  # noqa: PLC0415

        console, height = self._console, self._console.height
        found = console.render_lines(drawn(board, console.width), pad=False)
        if len(found) > height:
            rest = f"… {len(found) - height + 1} more lines: make the window taller"[
                : console.width
            ]
            found = [*found[: height - 1], [Segment(rest)]]
        end = Segment.line()
        return Segments([one for line in found for one in (*line, end)][:-1])


def wait_for_reader(out: TextIO, seconds: float) -> None:
    """Pause, and end at once when nobody reads any more."""
    reader = select.poll()
    reader.register(out, 0)  # being closed is told although nothing is asked for
    if reader.poll(seconds * 1000):
        raise BrokenPipeError
