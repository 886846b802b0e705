"""A part of a mail, drawn as text and as HTML from the same cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.effects.escape import plain

LONGEST = 160


@dataclass(frozen=True, slots=True)
class Section:
    """`right` are the columns of numbers; `note` says what is left out or why nothing is there."""

    title: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    right: tuple[int, ...] = ()
    note: str = ""


def section(
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[int] = (),
    *,
    none: str,
    most: int = 0,
) -> Section:
    """Give a table of at most so many rows; every cell is made one inert line."""
    found = [tuple(plain(cell, LONGEST) for cell in row) for row in rows]
    if not found:
        return Section(title, note=none)
    shown = found[:most] if most else found
    left = len(found) - len(shown)
    note = f"… and {left} more, see the dashboard or the report." if left else ""
    return Section(title, tuple(head), tuple(shown), tuple(right), note)
