"""A YAML file as plain values, each of which still knows its line.

The YAML here is plain: no anchors, no tags, no tabs, no key twice, and `on`, `off`, `yes` and
`010` mean what they look like (YAML 1.2).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from bot.words.canonical import Json
from bot.words.problem import Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 12

Path: TypeAlias = tuple[str | int, ...]


class Core(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


INT = re.compile(r"[-+]?[0-9]{1,18}$")
FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$|[-+]?\.(inf|Inf|INF)$|\.(nan|NaN|NAN)$"
)
CORE = "tag:yaml.org,2002:"
for kind, pattern, first in (
    ("bool", re.compile(r"(true|True|TRUE|false|False|FALSE)$"), "tTfF"),
    ("int", INT, "-+0123456789"),
    ("float", FLOAT, "-+0123456789."),
    ("null", re.compile(r"(~|null|Null|NULL|)$"), ("~", "n", "N", "")),
):
    Core.add_implicit_resolver(CORE + kind, pattern, first)


@dataclass(frozen=True, slots=True)
class Place:
    line: int
    text: str


@dataclass(slots=True)
class Document:
    """One file: its value (None where it cannot be read), places of values and of keys."""

    file: str
    value: Json = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, path: Path, reason: str, *, at_key: bool = False) -> Problem:
        place = self.place(path, at_key=at_key)
        return Problem(self.file, place.line, dotted(path), place.text, reason)

    def place(self, path: Path, *, at_key: bool = False) -> Place:
        """Give where a path is; of a missing one, the nearest that is there."""
        for found in (self.keys if at_key else self.values, self.values, self.keys):
            if path in found:
                return found[path]
        return Place(self.place(path[:-1]).line, "") if path else Place(1, "")

    def refuse(self, line: int, reason: str, value: str = "", path: Path = ()) -> None:
        self.problems.append(Problem(self.file, line, dotted(path), value, reason))


def dotted(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).strip(".")


def parse(file: str, data: bytes) -> Document:
    document = Document(file)
    text = _text(document, data)
    root = None if document.problems else _compose(document, text)
    if root is not None:
        document.value = _value(document, root, ())
    elif not document.problems:
        document.refuse(1, "is empty; it must at least say v: 1")
    return document


def _text(document: Document, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        document.refuse(1, f"is longer than {MAX_BYTES:,} bytes")
        return ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        document.refuse(line, "is not UTF-8", f"byte 0x{data[error.start]:02x}")
        return ""
    for number, line_text in enumerate(text.splitlines(), 1):
        if line_text.lstrip(" ").startswith("\t"):
            document.refuse(number, "is indented with a tab; YAML takes spaces only")
    return text


def _compose(document: Document, text: str) -> yaml.Node | None:
    try:
        _bound(document, text)
        return None if document.problems else yaml.compose(text, Loader=Core)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "unreadable characters"
        document.refuse(mark.line + 1 if mark else 1, f"is not YAML: {reason}")
        return None


def _bound(document: Document, text: str) -> None:
    """Refuse what could be small here and huge or endless once read."""
    depth = 0
    for event in yaml.parse(text, Loader=Core):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            document.refuse(line, f"is nested deeper than {MAX_DEPTH} levels")
            return
        if anchor := getattr(event, "anchor", None):
            document.refuse(line, "uses an anchor or alias; write the value out", anchor)
        if tag := getattr(event, "tag", None):
            document.refuse(line, "uses a tag; write the plain value", tag)


def _value(document: Document, node: yaml.Node, path: Path) -> Json:
    key = None if isinstance(node, yaml.ScalarNode) else document.keys.get(path)
    document.values[path] = Place(key.line if key else node.start_mark.line + 1, _shown(node))
    if isinstance(node, yaml.MappingNode):
        return {
            key: _value(document, child, (*path, key))
            for key, child in _pairs(document, node, path)
        }
    if isinstance(node, yaml.SequenceNode):
        return [_value(document, child, (*path, i)) for i, child in enumerate(node.value)]
    return _scalar(node.tag.removeprefix(CORE), node.value)


def _pairs(
    document: Document, node: yaml.MappingNode, path: Path
) -> Iterator[tuple[str, yaml.Node]]:
    seen: dict[str, int] = {}
    for key, child in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            document.refuse(line, "has a key that is not plain text", "", path)
        elif key.value in seen:
            first = seen[key.value]
            document.refuse(
                line, f"is a key twice; the first is on line {first}", key.value, (*path, key.value)
            )
        else:
            seen[key.value] = line
            document.keys[*path, key.value] = Place(line, key.value)
            yield key.value, child


def _shown(node: yaml.Node) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else ""


def _scalar(tag: str, text: str) -> Json:
    match tag:
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
