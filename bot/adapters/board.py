"""The board: in colours on a terminal, as plain lines everywhere else."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from bot.effects.status import HEAD, RIGHT, Board, Word, lines

if TYPE_CHECKING:
    from rich.console import Group
    from rich.text import Text

STYLES = {"": "", "good": "green", "warn": "yellow", "bad": "bold red"}
PAUSE = 10.0


class Plain:
    """Lines for a pipe, a file or a log."""

    def __init__(self, out: TextIO, *, quiet: bool = False, pause: float = PAUSE) -> None:
        self._out, self._quiet, self._pause = out, quiet, pause

    def show(self, board: Board) -> None:
        if not self._quiet:
            print("\n".join(lines(board)), file=self._out, flush=True)

    def follow(self, boards: Iterator[Board]) -> None:
        for board in boards:
            self.show(board)
            time.sleep(self._pause)


class Coloured:
    def __init__(self, out: TextIO, *, colour: bool = True, pause: float = PAUSE) -> None:
        # rich takes 60 ms to import, which only a person who watches should pay.
        from rich.console import Console  # noqa: PLC0415

        self._console: Console = Console(file=out, no_color=not colour, highlight=False)
        self._pause = pause

    def show(self, board: Board) -> None:
        self._console.print(drawn(board))

    def follow(self, boards: Iterator[Board]) -> None:
        from rich.live import Live  # noqa: PLC0415

        with Live(console=self._console, screen=True, auto_refresh=False) as live:
            for board in boards:
                live.update(drawn(board), refresh=True)
                time.sleep(self._pause)


def drawn(board: Board) -> "Group":
    from rich.console import Group  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    facts = Table.grid(padding=(0, 2))
    for name, word in board.facts:
        facts.add_row(Text(name, style="dim"), _text(word))
    agents = Table(box=None, padding=(0, 1), header_style="dim", pad_edge=False)
    for at, name in enumerate(HEAD):
        agents.add_column(
            name,
            justify="right" if at in RIGHT else "left",
            no_wrap=at < len(HEAD) - 1,
            ratio=1 if at == len(HEAD) - 1 else None,
        )
    for row in board.rows:
        agents.add_row(*map(_text, row))
    notes = [Text(note, style="dim") for note in board.notes]
    table = Group(agents, Text("")) if board.rows else Group()
    return Group(facts, Text(""), table, *notes)


def _text(word: Word) -> "Text":
    from rich.text import Text  # noqa: PLC0415

    return Text(word.text, style=STYLES[word.tone])
