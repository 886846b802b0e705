"""The board as rich draws it, in as many columns as there is room for."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.effects.status import HEAD, RIGHT, Board, Word
from bot.effects.status_room import GAP, WHY, Room, beside, room

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.table import Table
    from rich.text import Text

STYLES = {"": "", "good": "green", "warn": "yellow", "bad": "bold red"}


def drawn(board: Board, width: int) -> "Group":
    from rich.console import Group  # noqa: PLC0415 - takes 60 ms, which a pipe should not pay

    return Group(*_parts(board, width))


def _parts(board: Board, width: int) -> "Iterator[RenderableType]":
    found = room(board, width)
    yield _facts(board, width)
    yield from (_text(Word(one, "bad")) for one in board.trouble)
    if board.rows:
        yield ""
        yield from _agents(board, found, width)
        yield ""
    yield from (_note(one) for one in _notes(board, found))


def _facts(board: Board, width: int) -> "Table":
    from rich.table import Table  # noqa: PLC0415

    facts = Table.grid(padding=(0, GAP))
    names = max((len(name) for name, _ in board.facts), default=0)
    for name, word in board.facts:
        facts.add_row(_note(name), _text(Word(beside(word, width - names - GAP), word.tone)))
    return facts


def _agents(board: Board, found: Room, width: int) -> "Iterator[RenderableType]":
    if found.beside:
        yield _table(found, board.rows, width)
        return
    from rich.padding import Padding  # noqa: PLC0415

    yield _table(found, (), width)
    for row in board.rows:
        yield _table(found, (row,), width, head=False)
        yield Padding(_text(row[WHY]), (0, 0, 0, GAP))


def _table(
    found: Room, rows: Sequence[Sequence[Word]], width: int, *, head: bool = True
) -> "Table":
    from rich.table import Table  # noqa: PLC0415

    table = Table(
        box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="dim", show_header=head
    )
    for at, wide in found.widths.items():
        table.add_column(
            HEAD[at], justify="right" if at in RIGHT else "left", width=wide, overflow="fold"
        )
    if found.beside:
        taken = sum(found.widths.values()) + GAP * len(found.widths)
        table.add_column(HEAD[WHY], width=width - taken)
    for row in rows:
        shown = [at for at in (*found.widths, WHY) if at != WHY or found.beside]
        table.add_row(*(_text(row[at]) for at in shown))
    return table


def _notes(board: Board, found: Room) -> Iterator[str]:
    yield from board.notes
    if board.rows and found.left_out:
        yield f"No room for {', '.join(found.left_out)}: make the window wider."


def _note(text: str) -> "Text":
    from rich.text import Text  # noqa: PLC0415

    return Text(text, style="dim")


def _text(word: Word) -> "Text":
    from rich.text import Text  # noqa: PLC0415

    return Text(word.text, style=STYLES[word.tone])
