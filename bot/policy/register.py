"""A newcomer in the text of agents.yml; comments and layout of all others stay as they are."""

import json
import re
from collections.abc import Mapping
from copy import deepcopy

import yaml

from bot.errors import Refused
from bot.policy.document import parse
from bot.policy.edit import FILE, child
from bot.words.canonical import Json

INDENT = "  "
TAME = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(:[A-Za-z]+)?")


def register(text: str, entry: Mapping[str, Json]) -> str:
    """Add an entry at the end; the text as it is where the name stands there already."""
    name = str(entry["name"])
    document = parse(FILE, text.encode())
    if document.problems or not isinstance(document.value, dict):
        raise _refused(name, document.problems[0].sentence() if document.problems else "no mapping")
    wanted = deepcopy(document.value)
    listed = wanted.get("agents") or []
    if not isinstance(listed, list):
        raise _refused(name, f"{FILE} has no list of agents")
    if any(isinstance(one, dict) and _same(one.get("name"), name) for one in listed):
        return text
    wanted["agents"] = [*listed, dict(entry)]
    edited = _added(text, entry)
    after = parse(FILE, edited.encode())
    if after.problems or after.value != wanted:
        raise _refused(name, "the list is laid out in a way that cannot be edited surely")
    return edited


def _same(one: object, name: str) -> bool:
    return isinstance(one, str) and one.casefold() == name.casefold()


def _added(text: str, entry: Mapping[str, Json]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    listed = child(yaml.compose(text, Loader=yaml.SafeLoader), "agents")
    if listed is None:
        gap = "" if text.endswith("\n") or not text else newline
        return f"{text}{gap}agents:{newline}{_block(entry, INDENT, newline)}"
    start, end = listed.start_mark.index, listed.end_mark.index
    if not listed.value:
        block = _block(entry, INDENT, newline).removesuffix(newline)
        return f"{text[:start].rstrip(' ')}{newline}{block}{text[end:]}"
    if isinstance(listed, yaml.SequenceNode) and listed.flow_style:
        before = text[: end - 1].rstrip()
        comma = "" if before.endswith(",") else ","
        return f"{before}{comma} {{{_flow(entry)}}}{text[end - 1 :]}"
    at = _end_of_line(text, _last(listed).end_mark.index)
    gap = "" if text[:at].endswith("\n") else newline
    block = _block(entry, " " * listed.start_mark.column, newline)
    return f"{text[:at]}{gap}{block}{text[at:]}"


def _last(node: yaml.Node) -> yaml.Node:
    """Find where the last value ends: a block ends only where the next thing begins."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _block(entry: Mapping[str, Json], indent: str, newline: str) -> str:
    lines = [f"{key}: {_value(value)}" for key, value in entry.items()]
    margin = f"{newline}{indent}{INDENT}"
    return f"{indent}- {margin.join(lines)}{newline}"


def _flow(entry: Mapping[str, Json]) -> str:
    return ", ".join(f"{key}: {_value(value)}" for key, value in entry.items())


def _value(value: Json) -> str:
    """Write a word plainly where it stays that word also within a list, else between quotes."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str) and TAME.fullmatch(value) and yaml.safe_load(value) == value:
        return value
    return json.dumps(value)


def _refused(name: str, why: str) -> Refused:
    return Refused(f"Cannot register {name}: {why}. Nothing was changed.")
