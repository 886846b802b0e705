"""JSON Schemas of the policy files: for editors, and to say what a key may be."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from pydantic import BaseModel

from bot.policy.document import Path
from bot.policy.policy import PARTS

Schema: TypeAlias = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> Mapping[str, Schema]:
    """Give file name -> schema, as checked in under policies/schema/."""
    return {f"{name}.schema.json": schema_of(part) for name, part in PARTS.items()}


def schema_of(model: type[BaseModel]) -> Schema:
    return {"$schema": DRAFT, **model.model_json_schema(by_alias=True)}


def at(whole: Schema, path: Path) -> Schema:
    """Give the schema of the value at a path, or an empty one where the path leads nowhere."""
    here = _resolved(whole, whole)
    for step in path:
        here = _resolved(whole, _step(here, step))
    return here


def _step(here: Schema, step: str | int) -> Schema:
    if isinstance(step, int):
        found = here.get("items", {})
    else:
        found = here.get("properties", {}).get(step, here.get("additionalProperties"))
    return found if isinstance(found, dict) else {}


def _resolved(whole: Schema, here: Schema) -> Schema:
    """Follow a reference, and of `X or null` take X."""
    if "$ref" in here:
        name = here["$ref"].rpartition("/")[2]
        return {**_resolved(whole, whole["$defs"][name]), **here}
    for choice in here.get("anyOf", ()):
        if choice.get("type") != "null":
            return {**_resolved(whole, choice), **here}
    return here
