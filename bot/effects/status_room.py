"""What of the board there is room for: a column stands whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.effects.charts.sparkline import thinned
from bot.effects.status import HEAD, Board, Word
from bot.words.text import cells

NAME, SCORE, ALPHA, EVIDENCE, LATELY, DECISION, WHY = 0, 2, 3, 4, 5, 6, 7
FIRST_OUT = (LATELY, ALPHA, EVIDENCE, SCORE, DECISION)
GAP, LEAST_WHY, LEAST_COURSE = 2, 28, 8
NAMES_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Room:
    """`widths` of the columns that are shown; the sentence stands beside them or beneath."""

    widths: dict[int, int]
    beside: bool

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(HEAD[at] for at in range(WHY) if at not in self.widths)


def room(board: Board, width: int) -> Room:
    natural = {at: _widest(board, at) for at in range(WHY)}
    natural[NAME] = min(natural[NAME], max(len(HEAD[NAME]), int(NAMES_SHARE * width)))
    if _taken(natural.values()) + GAP + LEAST_WHY <= width:
        return Room(natural, beside=True)
    kept = dict(natural)
    for at in FIRST_OUT:
        if _taken(kept.values()) <= width:
            break
        del kept[at]
    return Room(kept, beside=False)


def beside(word: Word, width: int) -> str:
    """Say it with its course, drawn as small as there is room for, or without."""
    left = min(len(word.course), width - cells(word.text) - GAP)
    if not word.course or left < min(LEAST_COURSE, len(word.course)):
        return word.text
    return f"{word.text}{' ' * GAP}{''.join(thinned(word.course, left))}"


def _widest(board: Board, at: int) -> int:
    return max(cells(HEAD[at]), *(cells(row[at].text) for row in board.rows), 0)


def _taken(widths: Iterable[int]) -> int:
    each = list(widths)
    return sum(each) + GAP * (len(each) - 1)
