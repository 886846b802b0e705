"""Families as trees: who descends from whom; nobody is lost, nobody appears twice."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.state.lineage import Node


@dataclass(frozen=True, slots=True)
class Kin:
    name: str
    node: Node
    children: tuple["Kin", ...]


def forest(nodes: Mapping[str, Node]) -> list[Kin]:
    """Begin with those whose parent is not known here; then with whoever a circle kept out."""
    children: dict[str, list[str]] = {}
    for name, node in sorted(nodes.items()):
        if node.parent in nodes and node.parent is not None:
            children.setdefault(node.parent, []).append(name)
    seen: set[str] = set()
    roots = [name for name, node in sorted(nodes.items()) if node.parent not in nodes]
    trees = [_tree(name, nodes, children, seen) for name in roots]
    while left := sorted(nodes.keys() - seen):
        trees.append(_tree(left[0], nodes, children, seen))
    return trees


def _tree(
    name: str, nodes: Mapping[str, Node], children: Mapping[str, list[str]], seen: set[str]
) -> Kin:
    seen.add(name)
    below = [
        _tree(child, nodes, children, seen) for child in children.get(name, ()) if child not in seen
    ]
    return Kin(name, nodes[name], tuple(below))
