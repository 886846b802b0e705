"""A mail's plain text in its parts, so that its tables fit a telephone too."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

SIGNATURE = "--"  # what mail programs hide with all that follows it
RULE = re.compile(r"[-=]{3,}")
BEGUN = re.compile(r"(?:^| {2,})(?=\S)")


@dataclass(frozen=True, slots=True)
class Grid:
    """`right` says of each column whether its cells end at one place."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading: a table, or the lines as they are."""

    title: str
    grid: Grid | None
    lines: tuple[str, ...]


def parts(text: str) -> Iterator[Part]:
    for empty, block in groupby(text.splitlines(), key=_is_between):
        if not empty:
            yield _part(list(block))


def _is_between(line: str) -> bool:
    return line.strip() in {"", SIGNATURE}


def _part(lines: list[str]) -> Part:
    titled = len(lines) > 1 and RULE.fullmatch(lines[1]) is not None
    title, rest = (lines[0], lines[2:]) if titled else ("", lines)
    return Part(title, _grid(rest) if titled else None, tuple(rest))


def _grid(lines: Sequence[str]) -> Grid | None:
    columns = _columns(lines) if len(lines) > 1 else []
    if len(columns) < 2:  # noqa: PLR2004 - a name and a value
        return None
    cut = [[line[begin:end] for begin, end in columns] for line in lines]
    head, *rows = [tuple(cell.strip() for cell in cells) for cells in cut]
    return Grid(head, tuple(rows), tuple(map(_is_right, zip(*cut, strict=True))))


def _columns(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Say where columns are: no line has a letter in the two places before one begins."""
    width = max(map(len, lines), default=0)
    blank = [
        all(line[at : at + 1].isspace() or at >= len(line) for line in lines) for at in range(width)
    ]
    ink = "".join(" " if one else "x" for one in blank)
    begun = [found.end() for found in BEGUN.finditer(ink)]
    ends = [*begun[1:], width]
    headed = [at for at, end in zip(begun, ends, strict=True) if lines[0][at:end].strip()]
    return list(zip(headed, [*headed[1:], width], strict=True))


def _is_right(cells: Sequence[str]) -> bool:
    known = [cell.rstrip() for cell in cells if cell.strip()]
    begins = {len(cell) - len(cell.lstrip()) for cell in known}
    return len({len(cell) for cell in known}) == 1 and len(begins) > 1
