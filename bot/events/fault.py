"""Why a line is refused, in words that help to mend its producer."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from bot.events.fields import MEANING, VERSION
from bot.words.strict_json import parse
from bot.words.text import printable

SHOWN = 200
MORE_NAMED = 3


class Fault(NamedTuple):
    field: str
    value: str
    reason: str


def shown(value: object) -> str:
    return printable(value if isinstance(value, str) else repr(value), SHOWN)


def broken(line: bytes, error: str) -> Fault:
    """Say why a line is no JSON; `error` is what the fast reader said, which is less clear."""
    try:
        parse(line)
    except ValueError as refusal:
        return Fault("", "", str(refusal).replace(" at line 1 column", " at column"))
    return Fault("", "", f"it is not JSON: {error}")


def repeated_key(line: bytes, fields: Mapping[str, object]) -> Fault | None:
    """Find a key that stands twice: the fast reader keeps the last one and says nothing.

    No field's value may hold a comma, so a line that has one for each further field is sound.
    """
    if line.count(b",") < len(fields):
        return None
    try:
        parse(line)
    except ValueError as refusal:
        return Fault("", "", str(refusal))
    return None


def from_errors(error: ValidationError, noun: str) -> Fault:
    """Name the first mistake, and the fields of the others; a newer schema explains them all."""
    faults = [_fault(detail, noun) for detail in error.errors(include_url=False)]
    first = next((fault for fault in faults if fault.field == "v"), faults[0])
    others = [fault.field for fault in faults if fault is not first]
    if first.field == "v" or not others:
        return first
    named = ", ".join(others[:MORE_NAMED]) + (", …" if len(others) > MORE_NAMED else "")
    return first._replace(reason=f"{first.reason}; also wrong: {named}")


def _fault(detail: Mapping[str, Any], noun: str) -> Fault:
    kind, field = detail["type"], printable(".".join(map(str, detail["loc"])), SHOWN)
    value = "" if kind in ("missing", "dict_type") else shown(detail["input"])
    say = REASONS.get(kind)
    reason = say(detail.get("ctx", {}), noun) if say else f"is not accepted: {detail['msg']}"
    if field == "v" and kind == "less_than_equal":
        reason = f"is a newer schema than {VERSION}, the newest known here; upgrade Governor"
    return Fault(field, value, reason)


def _always(reason: str) -> Callable[[Mapping[str, Any], str], str]:
    return lambda _ctx, _noun: reason


REASONS: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "missing": _always("is missing"),
    "extra_forbidden": lambda _, noun: f"is not a field of {noun} lines",
    "dict_type": _always("is not a JSON object"),
    "string_type": _always("must be text"),
    "string_pattern_mismatch": lambda ctx, _: MEANING[ctx["pattern"]],
    "literal_error": lambda ctx, _: f"must be {ctx['expected']}".replace("'", ""),
    "float_type": _always("must be a number"),
    "finite_number": _always("must be a finite number"),
    "int_type": _always("must be a whole number"),
    "int_from_float": _always("must be a whole number"),
    "greater_than_equal": lambda ctx, _: f"must be at least {ctx['ge']:g}",
    "less_than_equal": lambda ctx, _: f"must be at most {ctx['le']:g}",
}
