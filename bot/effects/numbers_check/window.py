"""What stands around a number: the measure it is called, and the way it went."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.effects.numbers_check.claims import Claim
from bot.effects.numbers_check.subjects import Mention
from bot.effects.numbers_check.terms import Phrase, phrases, way

BREAK = re.compile(r"[;:]|\b(?:while|whereas|but|although)\b", re.IGNORECASE)
ADJACENT = re.compile(r"[\s`-]*(?:(?:net|settled|is|are|in)\s+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Window:
    """No measures: any will do. `either`: a word of loss stands too far off to be sure."""

    measures: frozenset[str]
    way: int
    either: bool


def windows(text: str, claims: Sequence[Claim], mentions: Sequence[Mention]) -> Iterator[Window]:
    terms, taken, start = list(phrases(text)), set[Phrase](), 0
    for claim in claims:
        begin = max([start, *(one.end() for one in BREAK.finditer(text, start, claim.start))])
        ahead = [one for one in terms if begin <= one.start < claim.start and one not in taken]
        after = [
            one
            for one in terms
            if one.start >= claim.end and ADJACENT.fullmatch(text, claim.end, one.start)
        ]
        taken.update(after)
        measures = [one.measures for one in (*ahead, *after)]
        near = max([begin, *(one.end for one in mentions if begin <= one.end <= claim.start)])
        heading = way(text[near : claim.start])
        far = way(text[begin:near]) if not heading else 0
        yield Window(frozenset().union(*measures), heading, far < 0)
        start = claim.end
