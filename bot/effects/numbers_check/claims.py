"""Claims: the numbers in a sentence, each with its sign, unit and how exactly it is said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from bot.effects.numbers_check.facts import Unit

SIGNS = {"+": 1, "-": -1, "\N{MINUS SIGN}": -1, "\N{EN DASH}": -1, "\N{HYPHEN}": -1}
SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
UNITS: tuple[tuple[str, Unit], ...] = (
    (r"bps?\b|basis[\s-]points?\b", Unit.BPS),
    (r"%|per\s?cent\b|pct\b", Unit.PERCENT),
    (r"usd\b|dollars?\b", Unit.USD),
    (r"ms\b|milliseconds?\b", Unit.MS),
    (r"days?\b", Unit.DAYS),
)
SMALL = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
WORDS = {word: float(at) for at, word in enumerate(SMALL, 2)}
DASHES = r"\-\u2212\u2013\u2010"
ANY_UNIT = "|".join(words.replace(" ", r"\ ") for words, _ in UNITS)
NUMBER = re.compile(
    rf"""
    (?<![\w.,])(?P<hedge>(?:about|around|roughly|approximately|nearly|almost|some|~|≈)\s*)?
    (?P<sign>[+{DASHES}]\s?)?
    (?P<dollar>US\$|\$)?(?P<inner>[+{DASHES}])?
    (?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
    (?:\s?(?P<scale>k|m|mn|bn|thousand|million|billion)\b)?
    (?:[\s-]?(?P<unit>{ANY_UNIT}))?
    (?![\w,.]*\d)(?!\w)
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
LISTED = re.compile(rf"\s*(?:,|and|or|to|/|,\s*and)\s*[+{DASHES}]?\s?")
WORD = re.compile(rf"\b({'|'.join(SMALL)})\b", re.IGNORECASE)
# Nobody can check these: they compare, or round to nothing that is written anywhere.
VAGUE = re.compile(
    r"\b(twice|thrice|doubl\w+|tripl\w+|halv\w+|half of|half the|a third|two[- ]thirds|a quarter"
    r"|three[- ]quarters|dozens?|hundreds?|thousands?|millions?|billions?|\w+fold)\b",
    re.IGNORECASE,
)
# Nor these, which say of a right number what the report does not: that it is not so, or only about.
DENIED = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|was|were|is|are|could|can)(?:\s+not\b|n['\u2019]t\b)"
    r"|cannot|never|fail(?:s|ed)?\s+to|missed)(?:\s+[a-z][a-z-]*){0,3}\s+[+$\d]",
    re.IGNORECASE | re.ASCII,
)
COMPARED = re.compile(
    r"\b(?:(?:more|less|fewer|greater|higher|lower)\s+than|at\s+(?:least|most)|up\s+to)\s+[+$\d]",
    re.IGNORECASE | re.ASCII,
)
RATE = re.compile(
    r"\d\s?(?:bps|basis[ -]points|%)\s+(?:today|yesterday|daily|hourly"
    r"|(?:a|per|each|every)\s+(?:day|hour|week|month|year))\b",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """`digits` are the decimals it is given with; negative where a hedge rounds to tens."""

    start: int
    end: int
    text: str
    value: float
    sign: int
    digits: int
    unit: Unit

    @property
    def signed(self) -> float:
        return -self.value if self.sign < 0 else self.value

    @property
    def half(self) -> float:
        return 0.5 * 10.0**-self.digits


def claims(text: str) -> list[Claim]:
    found = [*map(_claim, NUMBER.finditer(text)), *map(partial(_word, text), WORD.finditer(text))]
    found.sort(key=lambda one: one.start)
    for at in range(len(found) - 2, -1, -1):
        # "913.0 and 640.0 bps": the unit is said once for both.
        between = text[found[at].end : found[at + 1].start]
        if found[at].unit is Unit.PLAIN and LISTED.fullmatch(between):
            found[at] = replace(found[at], unit=found[at + 1].unit)
    return found


def unreadable(text: str) -> Iterator[str]:
    """Give what looks like a number and is none that can be read, so none that can be checked."""
    rest = NUMBER.sub(lambda found: " " * len(found[0]), text)
    for piece in re.finditer(r"\S*", rest):
        if any(letter.isnumeric() or letter.isdigit() for letter in piece[0]):
            yield piece[0]
    for pattern in (VAGUE, DENIED, COMPARED, RATE):
        yield from (found[0] for found in pattern.finditer(text))


def _claim(found: re.Match[str]) -> Claim:
    digits = found["digits"].replace(",", "")
    decimals = len(digits.partition(".")[2])
    scale = SCALES.get((found["scale"] or "").lower(), 0)
    if found["hedge"] and not decimals:
        decimals = -(len(digits) - len(digits.rstrip("0")))
    sign = SIGNS.get((found["sign"] or found["inner"] or "").strip(), 0)
    return Claim(
        start=found.start("digits"),
        end=found.end(),
        text=found[0].strip(),
        value=float(digits) * 10.0**scale,
        sign=sign,
        digits=decimals - scale,
        unit=Unit.USD if found["dollar"] else _unit(found["unit"]),
    )


def _unit(text: str | None) -> Unit:
    for words, unit in UNITS:
        if text and re.fullmatch(words, text, re.IGNORECASE):
            return unit
    return Unit.PLAIN


def _word(text: str, found: re.Match[str]) -> Claim:
    unit = re.match(rf"[\s-]({ANY_UNIT})", text[found.end() :], re.IGNORECASE)
    value, kind = WORDS[found[0].lower()], _unit(unit[1] if unit else None)
    return Claim(found.start(), found.end(), found[0], value, 0, 0, kind)
