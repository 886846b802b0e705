"""A human act and the entry that records it, as one operation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.state.audit.append import AppendAudit
from bot.state.tree import Operation, Tree, Write
from bot.words.canonical import Json


@dataclass(frozen=True, slots=True)
class Audited:
    """Record an act if and only if it changes anything: a spent one leaves no entry.

    One that the record knows already is spent. Each act must keep to a file of its own.
    """

    kind: ClassVar[str] = "audited"
    acts: tuple[Operation, ...]
    record: AppendAudit

    def apply(self, tree: Tree) -> Iterable[Write]:
        if self.record.is_known(tree):
            return
        writes = [write for act in self.acts for write in act.apply(tree)]
        if writes:
            yield from writes
            yield from self.record.apply(tree)

    def wire(self) -> Mapping[str, Json]:
        acts: list[Json] = [{"kind": act.kind, "fields": act.wire()} for act in self.acts]
        return {"acts": acts, "record": self.record.wire()}
