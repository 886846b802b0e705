"""The reference of all policy keys, from what the models say of themselves."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.policy.policy import PARTS
from bot.policy.schema import Schema, entry_of, resolved, schema_of

TABLE = re.compile(r"(?P<open><!-- keys of (?P<name>\w+) -->\n).*?(?=<!-- end -->)", re.DOTALL)
HEAD = ("| key | default | what it says |", "|---|---|---|")
SHORT = 80


def fill(page: str) -> str:
    """Write the table of each file between `<!-- keys of NAME -->` and `<!-- end -->`."""
    return TABLE.sub(lambda found: found["open"] + table(found["name"]), page)


def table(name: str) -> str:
    whole = schema_of(PARTS[name])
    return "\n".join([*HEAD, *_rows(whole, whole, "", {}), ""])


def _rows(whole: Schema, here: Schema, path: str, defaults: Mapping[str, Any]) -> Iterator[str]:
    for name, raw in here["properties"].items():
        if (path, name) == ("", "v"):
            continue
        value, default = resolved(whole, raw), defaults.get(name, raw.get("default", ...))
        section = "properties" in value and not value.get("required")
        shown = "" if section else _shown(default, value)
        yield f"| `{path}{name}` | {shown} | {raw['description'].replace('|', chr(92) + '|')} |"
        if section:
            yield from _rows(whole, value, f"{path}{name}.", default)
        elif "properties" in (below := entry_of(whole, value)):
            mark = "[]" if value["type"] == "array" else ".NAME"
            yield from _rows(whole, below, f"{path}{name}{mark}.", {})


def _shown(default: object, value: Schema) -> str:
    if default is ...:
        return "required"
    if isinstance(default, Mapping):
        inside = [f"{key}: {default[key]}" for key in value.get("properties", ())]
        return f"`{{{', '.join(inside)}}}`"
    text = json.dumps(default, ensure_ascii=False)
    return f"`{text}`" if len(text) <= SHORT else "see the file"
