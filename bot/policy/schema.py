"""JSON Schemas of the policy files: for editors, and to say what a key may be."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

from pydantic import BaseModel

from bot.policy.document import Path
from bot.policy.policy import PARTS

Schema: TypeAlias = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> Mapping[str, Schema]:
    """Give file name -> schema, as checked in under policies/schema/."""
    return {f"{name}.schema.json": schema_of(part) for name, part in PARTS.items()}


def render(schema: Schema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


@cache
def schema_of(model: type[BaseModel]) -> Schema:
    return {"$schema": DRAFT, **model.model_json_schema(by_alias=True)}


def at(whole: Schema, path: Path) -> Schema:
    """Give the schema of the value at a path, or an empty one where the path leads nowhere."""
    here = resolved(whole, whole)
    for step in path:
        named = here.get("properties", {}).get(step)
        here = resolved(whole, named) if named else entry_of(whole, here)
    return here


def entry_of(whole: Schema, here: Schema) -> Schema:
    """Give the schema of each entry of a list or mapping, or an empty one."""
    choices = (here.get("items"), here.get("additionalProperties"))
    patterns = tuple(here.get("patternProperties", {}).values())
    found = next((choice for choice in (*choices, *patterns) if isinstance(choice, dict)), {})
    return resolved(whole, found)


def resolved(whole: Schema, here: Schema) -> Schema:
    """Follow a reference, and of `X or null` take X."""
    if "$ref" in here:
        name = here["$ref"].rpartition("/")[2]
        return {**resolved(whole, whole["$defs"][name]), **here}
    for choice in here.get("anyOf", ()):
        if choice.get("type") != "null":
            return {**resolved(whole, choice), **here}
    return here
