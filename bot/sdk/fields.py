"""What one field may hold: the rules of ingest, said again in the standard library's words."""

import re
from datetime import UTC, datetime
from enum import Enum
from math import isfinite, nan
from numbers import Complex, Number, Real
from typing import Any, NamedTuple

from bot.sdk.errors import BadField


class Word(NamedTuple):
    pattern: re.Pattern[str]
    mend: str


NAME = Word(
    re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"),
    "use letters, digits, - or _, at most 64, starting with a letter or digit",
)
TOKEN = Word(
    re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+~=-]{0,127}"),
    "use letters, digits or . _ : / @ + ~ = -, at most 128, without spaces",
)
SYMBOL = Word(
    re.compile(r"[A-Za-z0-9^][A-Za-z0-9._:/=^-]{0,31}"),
    "use a symbol like BTC/USDT: at most 32 letters, digits or . _ : / = ^ -",
)
DIRECTION = Word(re.compile("LONG|SHORT|FLAT"), "use LONG, SHORT or FLAT")
STRANGE = re.compile(r"[^A-Za-z0-9._:/@+~=-]")

Refusal = type[BadField]


def word(kind: Word, field: str, value: object, refusal: Refusal) -> str:
    text = value.value if isinstance(value, Enum) else value
    if isinstance(text, str) and kind.pattern.fullmatch(text):
        return text
    raise refusal(field, value, kind.mend)


def word_or_null(kind: Word, field: str, value: object, refusal: Refusal) -> str | None:
    return None if value is None else word(kind, field, value, refusal)


def number(field: str, value: object, refusal: Refusal) -> float | None:
    """Take any finite number, also numpy's or a Decimal; null: the agent did not say."""
    if value is None:
        return None
    found = _float(value)
    if not isfinite(found):
        raise refusal(field, value, "use a finite number, or None")
    return found


def share(field: str, value: object, refusal: Refusal) -> float | None:
    found = number(field, value, refusal)
    if found is None or 0.0 <= found <= 1.0:
        return found
    raise refusal(field, value, "use a number from 0 to 1, or None")


def moment(field: str, value: object, refusal: Refusal) -> str:
    """Write a time in UTC to the millisecond, as signal ids are made of it."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(found, datetime) and found.tzinfo is not None:
            return render(found)
    except (ValueError, OverflowError):
        pass
    raise refusal(field, value, "use a datetime with a time zone, such as datetime.now(UTC)")


def render(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _float(value: Any) -> float:  # noqa: ANN401 whatever an agent holds to be a number
    if isinstance(value, bool) or not _is_number(value):
        return nan
    try:
        return float(value)
    except (OverflowError, TypeError, ValueError):
        return nan


def _is_number(value: object) -> bool:
    """Take a Decimal, which is not registered as real, and nothing with an imaginary part."""
    return isinstance(value, Real) or (isinstance(value, Number) and not isinstance(value, Complex))
