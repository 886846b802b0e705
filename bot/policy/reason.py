"""What pydantic found, in words for the person who edits the file."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.policy.document import Document, Path
from bot.policy.part import WORDS
from bot.policy.schema import Schema, at, schema_of
from bot.words.problem import Problem

KINDS = {
    "missing": "is missing",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "finite_number": "must be a finite number",
    "tuple_type": "must be a list",
    "model_type": "must be a mapping of keys to values",
    "dict_type": "must be a mapping of keys to values",
    "mapping_type": "must be a mapping of keys to values",
}
LIMITS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "above {}",
    "maximum": "at most {}",
    "minLength": "at least {} long",
    "maxLength": "at most {} long",
    "minItems": "at least {} long",
}


def problems(
    document: Document, model: type[BaseModel], error: ValidationError
) -> Iterator[Problem]:
    schema = schema_of(model)
    details = error.errors(include_url=False)
    for detail in details:
        if _is_echo(detail, details):
            continue
        path = tuple(step for step in detail["loc"] if step != "[key]")
        is_key = "[key]" in detail["loc"] or detail["type"] == "extra_forbidden"
        yield document.problem(path, _reason(detail, schema, path), at_key=is_key)


def _is_echo(detail: ErrorDetails, details: Iterable[ErrorDetails]) -> bool:
    """Tell a list that is too short only because its own entries were refused."""
    loc = detail["loc"]
    below = (other["loc"][: len(loc)] == loc and other is not detail for other in details)
    return detail["type"] == "too_short" and any(below)


def did_you_mean(wrong: object, known: Iterable[str]) -> str:
    plain = {name.casefold(): name for name in sorted(known)}
    close = get_close_matches(str(wrong).casefold(), plain, n=1)
    return f"; did you mean {plain[close[0]]}?" if close else ""


def _reason(detail: ErrorDetails, schema: Schema, path: Path) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    here = at(schema, path)
    if kind == "extra_forbidden":
        known = at(schema, path[:-1]).get("properties", {})
        return "is not a key here" + (did_you_mean(path[-1], known) or f"; known: {_list(known)}")
    if kind in ("literal_error", "enum") and "enum" in here:
        return f"must be {_list(here['enum'], 'or')}{did_you_mean(detail['input'], here['enum'])}"
    if kind == "string_pattern_mismatch":
        return WORDS.get(context["pattern"], f"must match {context['pattern']}")
    if kind == "value_error":
        return str(context["error"])
    return KINDS.get(kind) or _limits(here) or detail["msg"]


def _limits(here: Schema) -> str:
    found = [words.format(here[name]) for name, words in LIMITS.items() if name in here]
    return f"must be {' and '.join(found)}" if found else ""


def _list(names: Iterable[object], last: str = "and") -> str:
    *front, end = map(str, names)
    return f"{', '.join(front)} {last} {end}" if front else end
