"""One number of a policy set to another, held to all that is asked of policies."""

import json
from collections.abc import Iterator, Mapping

from bot.policy.load import read
from bot.policy.policy import FILES, Policy
from bot.words.canonical import Json
from bot.words.problem import Problem


def number_at(policy: Policy, key: str) -> float | None:
    """Give the number under a key such as promotion.canary.e_value; None where none is."""
    found: Json = policy.wire()
    for step in key.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def varied(policy: Policy, key: str, value: float) -> tuple[Policy | None, tuple[Problem, ...]]:
    wire = policy.wire()
    texts = {
        file: json.dumps(_set(wire[name], key.split(".")[1:], value) if is_it else wire[name])
        for file, name in FILES.items()
        for is_it in (key.startswith(f"{name}."),)
    }
    # JSON is YAML, so that every rule of the files holds for it too.
    return read({file: text.encode() for file, text in texts.items()})


def numbers(policy: Policy) -> Iterator[str]:
    """Name every key that holds a number."""
    yield from _numbers(policy.wire(), "")


def _numbers(found: Json, path: str) -> Iterator[str]:
    if isinstance(found, Mapping):
        for name, value in found.items():
            yield from _numbers(value, f"{path}.{name}" if path else name)
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield path


def _set(found: Json, path: list[str], value: float) -> Json:
    if not path:
        return int(value) if isinstance(found, int) and value == int(value) else value
    inner = found if isinstance(found, Mapping) else {}
    return {**inner, path[0]: _set(inner.get(path[0]), path[1:], value)}
