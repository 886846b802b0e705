"""A YAML file as plain values, each of which still knows its line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from bot.policy.plain_yaml import compose, scalar
from bot.words.canonical import Json
from bot.words.problem import Problem

Path: TypeAlias = tuple[str | int, ...]


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
    root, faults = compose(data)
    for fault in faults:
        document.refuse(fault.line, fault.reason, fault.value)
    if root is not None:
        document.value = _value(document, root, ())
    return document


def _value(document: Document, node: yaml.Node, path: Path) -> Json:
    key = None if isinstance(node, yaml.ScalarNode) else document.keys.get(path)
    text = node.value if isinstance(node, yaml.ScalarNode) else ""
    document.values[path] = Place(key.line if key else _line(node), text)
    if isinstance(node, yaml.MappingNode):
        pairs = _pairs(document, node, path)
        return {name: _value(document, child, (*path, name)) for name, child in pairs}
    if isinstance(node, yaml.SequenceNode):
        return [_value(document, child, (*path, i)) for i, child in enumerate(node.value)]
    return scalar(node) if isinstance(node, yaml.ScalarNode) else None


def _pairs(
    document: Document, node: yaml.MappingNode, path: Path
) -> Iterator[tuple[str, yaml.Node]]:
    seen: dict[str, int] = {}
    for key, child in node.value:
        if not isinstance(key, yaml.ScalarNode):
            document.refuse(_line(key), "has a key that is not plain text", path=path)
        elif key.value in seen:
            why = f"is a key twice; the first is on line {seen[key.value]}"
            document.refuse(_line(key), why, key.value, (*path, key.value))
        else:
            seen[key.value] = _line(key)
            document.keys[*path, key.value] = Place(_line(key), key.value)
            yield key.value, child


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
