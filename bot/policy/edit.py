"""One agent's stage changed in the text of agents.yml; comments and layout stay as they are."""

from copy import deepcopy
from typing import Any

import yaml

from bot.errors import Refused
from bot.policy.document import parse
from bot.words.canonical import Json
from bot.words.stage import Stage

CEILINGS = (Stage.SHADOW, Stage.CANARY, Stage.LIVE)
FILE = "agents.yml"


def set_stage(text: str, agent: str, stage: Stage) -> str:
    """Write the stage of one agent, or refuse where that cannot be done surely and alone."""
    if stage not in CEILINGS:
        raise _refused(agent, f"{stage} is no ceiling; use shadow, canary or live")
    wanted = deepcopy(_read(text, agent))
    entry = _entry(wanted, agent)
    if entry.get("stage") == stage:
        return text
    entry["stage"] = str(stage)
    edited = _edited(text, _node_of(text, agent), agent, stage)
    after = parse(FILE, edited.encode())
    if after.problems or after.value != wanted:
        raise _refused(agent, "its entry is laid out in a way that cannot be edited surely")
    return edited


def _read(text: str, agent: str) -> Json:
    document = parse(FILE, text.encode())
    if document.problems:
        raise _refused(agent, document.problems[0].sentence())
    return document.value


def _entry(value: object, agent: str) -> dict[str, Any]:
    listed = value.get("agents") if isinstance(value, dict) else None
    entries = listed if isinstance(listed, list) else []
    found = [entry for entry in entries if isinstance(entry, dict) and entry.get("name") == agent]
    if len(found) != 1:
        why = f"{FILE} has {len(found) or 'no'} agents of this name"
        raise _refused(agent, why)
    return found[0]


def _edited(text: str, entry: yaml.MappingNode, agent: str, stage: Stage) -> str:
    pairs = {key.value: (key, value) for key, value in entry.value}
    if "stage" in pairs:
        return _replaced(text, pairs["stage"][1], agent, stage)
    key, name = pairs["name"]
    if entry.flow_style:
        return _inserted(text, name.end_mark.index, f", stage: {stage}")
    end = text.find("\n", name.end_mark.index)
    newline = "\r\n" if text[:end].endswith("\r") else "\n"
    line = f"{' ' * key.start_mark.column}stage: {stage}"
    if end < 0:
        return f"{text}{newline}{line}"
    return _inserted(text, end + 1, line + newline)


def _replaced(text: str, value: yaml.Node, agent: str, stage: Stage) -> str:
    start, end = value.start_mark.index, value.end_mark.index
    if not isinstance(value, yaml.ScalarNode) or value.style in ("|", ">"):
        raise _refused(agent, "its stage is not a plain word")
    quote = value.style or ""
    gap = "" if end > start else " "
    return f"{text[:start]}{gap}{quote}{stage}{quote}{text[end:]}"


def _inserted(text: str, at: int, addition: str) -> str:
    return text[:at] + addition + text[at:]


def _node_of(text: str, agent: str) -> yaml.MappingNode:
    listed = child(yaml.compose(text, Loader=yaml.SafeLoader), "agents")
    entries: list[yaml.MappingNode] = listed.value if listed else []
    names = (child(entry, "name") for entry in entries)
    return next(e for e, name in zip(entries, names, strict=True) if name and name.value == agent)


def child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for key, value in pairs if key.value == name), None)


def _refused(agent: str, why: str) -> Refused:
    return Refused(f"Cannot set the stage of {agent}: {why}. Nothing was changed.")
