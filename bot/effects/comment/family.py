"""Who descends from whom, as a drawing that GitHub renders; names are quoted and bare."""

from bot.effects.escape import plain
from bot.state.report.fleet import Lineage

SHOWN = 60


def family_tree(lineage: Lineage) -> str:
    """Draw the families; agents without relatives are left out of the drawing and counted."""
    children = {name: node.parent for name, node in lineage.nodes.items() if node.parent}
    related = sorted({*children, *(parent for parent in children.values() if parent)})
    alone = len(set(lineage.nodes) - set(related))
    rest = f"{alone} agents have no relatives."
    if not related:
        return rest
    shown = related[:SHOWN]
    number = {name: place for place, name in enumerate(shown)}
    boxes = [f'  a{place}["{_label(name, lineage)}"]' for name, place in number.items()]
    lines = [
        f"  a{number[parent]} --> a{number[name]}"
        for name, parent in sorted(children.items())
        if name in number and parent in number
    ]
    cut = f"\n\n… and {len(related) - SHOWN} more." if len(related) > SHOWN else ""
    drawing = "\n".join(("```mermaid", "graph TD", *boxes, *lines, "```"))
    return f"{drawing}\n\n{rest}{cut}"


def _label(name: str, lineage: Lineage) -> str:
    node = lineage.nodes.get(name)
    text = f"{name}: {node.stage}" if node else f"{name}: gone"
    return "".join(char if char.isalnum() or char in " -_:." else "·" for char in plain(text))
