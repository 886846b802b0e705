"""What a change of the policies does to risk: every difference, with where it is written."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.policy.document import Document, Path, parse
from bot.policy.policy import FILES, Policy
from bot.policy.risk_rules import Risk, rule_for
from bot.words.canonical import Json
from bot.words.stage import RANK, Stage

NAMED = (("agents", "agents"), ("kill_list", "agents"), ("kill_list", "strategy_classes"))
FOLDER = "policies"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `line` is where the new text says it, None of `before` or `after` is absent.

    `path` leads on within a part; entries of the registry and the kill list go by their names.
    """

    part: str
    file: str
    line: int
    path: tuple[str, ...]
    before: Json
    after: Json
    risk: Risk

    @property
    def key(self) -> str:
        """Name it from its file on; an agent of the registry without saying `agents` twice."""
        return ".".join((self.part, *self.path[self.path[0] == self.part :]))

    def sentence(self) -> str:
        if isinstance(self.after, Mapping) and self.before is None:
            return f"{self.key} is added"
        if isinstance(self.before, Mapping) and self.after is None:
            return f"{self.key} is removed"
        return f"{self.key}: {shown(self.before)} becomes {shown(self.after)}"


def changes(before: Policy, after: Policy, texts: Mapping[str, bytes]) -> tuple[Change, ...]:
    """List every difference in what two policies mean; `texts` are the files of the new one."""
    old, new = _by_name(before.wire()), _by_name(after.wire())
    places = _Places(texts)
    found = (_change(path, was, now, places) for path, was, now in _differences(old, new, ()))
    return tuple(sorted(found, key=lambda change: (change.file, change.line, change.path)))


def raised(before: Policy, after: Policy) -> dict[str, Stage]:
    """Name the agents that may rise higher than before, and how high; newcomers from shadow."""
    old = before.agents.by_name
    return {
        name: agent.stage
        for name, agent in sorted(after.agents.by_name.items())
        if RANK[agent.stage] > RANK[old[name].stage if name in old else Stage.SHADOW]
    }


def shown(value: Json) -> str:
    if isinstance(value, str):
        return value or '""'
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


class _Places:
    """Where the keys of a policy are written in the texts it was read from."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        named = ((FILES.get(path.rpartition("/")[2]), path) for path in sorted(texts))
        self._files = {name: path for name, path in named if name}
        self._texts = texts
        self._documents: dict[str, Document] = {}

    def of(self, path: tuple[str, ...]) -> tuple[str, int]:
        name = path[0]
        file = self._files.get(name)
        if file is None:
            return f"{FOLDER}/{name}.yml", 1
        if name not in self._documents:
            self._documents[name] = parse(file, self._texts[file])
        document = self._documents[name]
        return file, document.place(_numbered(document, path)).line


def _change(path: tuple[str, ...], before: Json, after: Json, places: _Places) -> Change:
    rule = rule_for(path)
    risk = Risk.RAISING if rule is None else rule(before, after)
    file, line = places.of(path)
    return Change(path[0], file, line, path[1:], before, after, risk)


def _by_name(wire: Mapping[str, Json]) -> dict[str, Json]:
    """Turn lists of named entries into tables, so that an entry is followed by its name."""
    found: dict[str, Json] = {}
    for name, part in wire.items():
        table = dict(part) if isinstance(part, Mapping) else {}
        for file, field in NAMED:
            if file == name:
                table[field] = _table(table[field])
        found[name] = table
    return found


def _table(entries: Json) -> dict[str, Json]:
    listed = entries if isinstance(entries, list) else []
    return {str(entry["name"]): entry for entry in listed if isinstance(entry, Mapping)}


def _differences(
    before: Json, after: Json, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Json, Json]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in sorted({*before, *after}):
            yield from _differences(before.get(name), after.get(name), (*path, name))
    elif before != after:
        yield path, before, after


def _numbered(document: Document, path: tuple[str, ...]) -> Path:
    """Give the path as the file has it: named entries by their number, if it has them."""
    below = path[1:]
    if path[:2] not in NAMED or len(path) < 3:  # noqa: PLR2004 - file, list, name
        return below
    entries = document.value.get(path[1]) if isinstance(document.value, Mapping) else None
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, Mapping) and entry.get("name") == path[2]:
            return (path[1], number, *below[2:])
    return below[:1]
