"""Families: who descends from the same ancestor, and how they have done together."""

from collections.abc import Iterator, Mapping
from math import fsum

from bot.decisions.after import STOPPED
from bot.state.lineage import Family, Node
from bot.words.problem import Problem
from bot.words.stage import RANK

REGISTRY = "policies/agents.yml"
BPS_DIGITS = 1


def families(nodes: Mapping[str, Node]) -> dict[str, Family]:
    members: dict[str, list[str]] = {}
    for name in sorted(nodes):
        members.setdefault(root(nodes, name), []).append(name)
    return {ancestor: _family(nodes, names) for ancestor, names in sorted(members.items())}


def root(nodes: Mapping[str, Node], name: str) -> str:
    """Give the first known ancestor; of a circle the first of its names."""
    line = list(ancestry(nodes, name))
    last = nodes[line[-1]].parent
    circle = line[line.index(last) :] if last in line else [line[-1]]
    return min(circle)


def ancestry(nodes: Mapping[str, Node], name: str) -> Iterator[str]:
    """Yield the agent, its parent and so on, each once, as far as they are known."""
    seen: set[str] = set()
    here: str | None = name
    while here is not None and here in nodes and here not in seen:
        seen.add(here)
        yield here
        here = nodes[here].parent


def lineage_problems(nodes: Mapping[str, Node]) -> tuple[Problem, ...]:
    return tuple(
        Problem(REGISTRY, None, f"agents.{name}.parent", node.parent or "", why)
        for name, node in sorted(nodes.items())
        if (why := _wrong(nodes, name, node))
    )


def _wrong(nodes: Mapping[str, Node], name: str, node: Node) -> str:
    if node.parent is None:
        return ""
    if node.parent not in nodes:
        return "is no agent that was ever registered; its line begins with itself"
    if name in ancestry(nodes, node.parent):
        return "makes it its own ancestor"
    return ""


def _family(nodes: Mapping[str, Node], names: list[str]) -> Family:
    known = [pnl for name in names if (pnl := nodes[name].pnl_sum_bps) is not None]
    stages = [nodes[name].stage for name in names]
    alive = [node for node in map(nodes.__getitem__, names) if _alive(node)]
    return Family(
        members=tuple(names),
        alive=len(alive),
        pnl_sum_bps=round(fsum(known), BPS_DIGITS) + 0.0 if known else None,
        best_stage=max(stages, key=RANK.__getitem__),
    )


def _alive(node: Node) -> bool:
    return node.left_at is None and node.stage not in STOPPED
