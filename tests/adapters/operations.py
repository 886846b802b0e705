"""Operations that the tests of both stores share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.state.tree import Append, Tree, Write
from bot.words.canonical import Json

EVENTS = "state/events/signals/2026-11-21.jsonl"


@dataclass(frozen=True, slots=True)
class Writes:
    writes: tuple[Write, ...]
    kind: ClassVar[str] = "test-writes"

    def apply(self, tree: Tree) -> Iterable[Write]:
        del tree
        return self.writes

    def wire(self) -> Mapping[str, Json]:
        return {}


def writes(*writes: Write) -> Writes:
    return Writes(writes)


@dataclass(frozen=True, slots=True)
class AddEvents:
    """Add ids that are not there yet, one a line, and count them in a second file."""

    ids: tuple[str, ...]
    kind: ClassVar[str] = "test-add-events"

    def apply(self, tree: Tree) -> Iterable[Write]:
        known = set(tree.lines(EVENTS))
        for new in dict.fromkeys(self.ids):
            if new.encode() not in known:
                yield Append(EVENTS, f"{new}\n".encode())
                yield Append("state/count.jsonl", b"+\n")

    def wire(self) -> Mapping[str, Json]:
        return {"ids": self.ids}


def add_events(fields: Mapping[str, Any]) -> AddEvents:
    return AddEvents(tuple(fields["ids"]))
