"""The plain part of YAML 1.2: no anchors, no tags, no tabs, nothing deep or huge.

`on`, `off`, `yes` and `010` mean what they look like. Whatever is refused is said with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from bot.words.canonical import Json

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
CORE = "tag:yaml.org,2002:"
BOOL = re.compile(r"(true|True|TRUE|false|False|FALSE)$")
INT = re.compile(r"[-+]?[0-9]{1,18}$")
FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$|[-+]?\.(inf|Inf|INF)$|\.(nan|NaN|NAN)$"
)
NULL = re.compile(r"(~|null|Null|NULL|)$")


class Core(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


Core.add_implicit_resolver(CORE + "bool", BOOL, "tTfF")
Core.add_implicit_resolver(CORE + "int", INT, "-+0123456789")
Core.add_implicit_resolver(CORE + "float", FLOAT, "-+0123456789.")
Core.add_implicit_resolver(CORE + "null", NULL, ("~", "n", "N", ""))


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    reason: str
    value: str = ""


def compose(data: bytes) -> tuple[yaml.Node | None, tuple[Fault, ...]]:
    """Give the tree of one document, or what is wrong with it."""
    if len(data) > MAX_BYTES:
        return None, (Fault(1, f"is longer than {MAX_BYTES:,} bytes"),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, (Fault(line, "is not UTF-8", f"byte 0x{data[error.start]:02x}"),)
    try:
        faults = (*_tabs(text),) or (*_excesses(text),)
        return (None, faults) if faults else _root(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "unreadable characters"
        return None, (Fault(mark.line + 1 if mark else 1, f"is not YAML: {reason}"),)


def scalar(node: yaml.ScalarNode) -> Json:
    text: str = node.value
    match node.tag.removeprefix(CORE):
        case "bool":
            return text.lower() == "true"
        case "int":
            return int(text)
        case "float":
            return float(text.replace(".inf", "inf").replace(".nan", "nan"))
        case "null":
            return None
        case _:
            return text


def _root(text: str) -> tuple[yaml.Node | None, tuple[Fault, ...]]:
    root = yaml.compose(text, Loader=Core)
    return root, () if root else (Fault(1, "is empty; it must at least say v: 1"),)


def _tabs(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip(" ").startswith("\t"):
            yield Fault(number, "is indented with a tab; YAML takes spaces only")


def _excesses(text: str) -> Iterator[Fault]:
    """Find what could be small here and huge, or somebody's code, once read."""
    depth = 0
    for event in yaml.parse(text, Loader=Core):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            yield Fault(line, f"is nested deeper than {MAX_DEPTH} levels")
            return
        if anchor := getattr(event, "anchor", None):
            yield Fault(line, "uses an anchor or alias; write the value out", anchor)
        if tag := getattr(event, "tag", None):
            yield Fault(line, "uses a tag; write the plain value", tag)
