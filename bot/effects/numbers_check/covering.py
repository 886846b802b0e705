"""Digits that are no claims: those of names, dates, and terms that always read the same."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.effects.numbers_check.subjects import Mention

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH = "|".join(f"{name}|{name[:3]}" for name in MONTHS)
ISO = re.compile(r"(?<![\w-])(\d{4}-\d{2}-\d{2})(?![\w-])", re.ASCII)
DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({MONTH})\.? (\d{{4}})\b", re.IGNORECASE | re.ASCII
)
MONTH_FIRST = re.compile(
    rf"\b({MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", re.IGNORECASE | re.ASCII
)
TERMS = re.compile(
    r"\b(?:c?var\s?\(?95\s?%?\)?|95\s?%\s+c?var|p95|(?:30|7)[ -]?d(?:ays?)?"
    r"|(?:thirty|seven)[ -]days?|24[ -]?h(?:ours?)?|2 of 4)(?!\w)",
    re.IGNORECASE | re.ASCII,
)


def said_dates(text: str) -> Iterator[str]:
    for found in ISO.finditer(text):
        yield found[1]
    for found in DAY_FIRST.finditer(text):
        yield _iso(found[3], found[2], found[1])
    for found in MONTH_FIRST.finditer(text):
        yield _iso(found[3], found[1], found[2])


def cover(text: str, mentions: Sequence[Mention]) -> str:
    """Blank them out, in place: what is left of digits has to be a fact."""
    for one in mentions:
        text = text[: one.start] + "x" * (one.end - one.start) + text[one.end :]
    for pattern in (ISO, DAY_FIRST, MONTH_FIRST):
        text = pattern.sub(lambda found: "x" * len(found[0]), text)
    return TERMS.sub(_without_digits, text)


def _without_digits(found: re.Match[str]) -> str:
    return re.sub(r"\d|seven|thirty", lambda one: "x" * len(one[0]), found[0], flags=re.IGNORECASE)


def _iso(year: str, month: str, day: str) -> str:
    number = next(at for at, name in enumerate(MONTHS, 1) if name[:3] == month[:3].lower())
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return f"{day} {month} {year}"
