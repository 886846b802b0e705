"""Adds to the audit record, taking its place in the chain from the tree it is applied to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.state.audit import files, wire
from bot.state.audit.change import genesis, policy_change
from bot.state.audit.entry import ORIGIN, Entry, seal
from bot.state.audit.note import Note, Witness, fields_of, key_of
from bot.state.tree import Append, Tree, Write
from bot.words.canonical import Json, digest_bytes, encode

LOOK_BACK = 1000


@dataclass(frozen=True, slots=True)
class AppendAudit:
    """Record notes once: a key that is among the last LOOK_BACK entries is not recorded again.

    The chain starts itself with a genesis entry, and a policy digest that differs from the one in
    force is recorded before the notes, so that no command has to remember either.
    """

    kind: ClassVar[str] = "append-audit"
    witness: Witness
    notes: tuple[Note, ...]

    def apply(self, tree: Tree) -> Iterable[Write]:
        recent = files.recent(tree, LOOK_BACK)
        fresh = self._fresh(recent)
        if fresh:
            yield self._append(tree, recent, [*self._first(tree, recent), *fresh])

    def is_known(self, tree: Tree) -> bool:
        """Tell whether all of it is recorded already."""
        return bool(self.notes) and not self._fresh(files.recent(tree, LOOK_BACK))

    def wire(self) -> Mapping[str, Json]:
        return wire.encode(self.witness, self.notes)

    def _fresh(self, recent: Sequence[Entry]) -> Sequence[Note]:
        notes = {key_of(self.witness, note): note for note in self.notes}
        known = {entry.key for entry in recent}
        return [note for key, note in notes.items() if key not in known]

    def _first(self, tree: Tree, recent: Sequence[Entry]) -> Iterator[Note]:
        yield from policy_change(tree, recent, self.witness) if recent else genesis()

    def _append(self, tree: Tree, recent: Sequence[Entry], notes: Sequence[Note]) -> Append:
        last = max(files.paths(tree), default="")
        return Append(files.path_for(self.witness.at, last), b"".join(self._chain(recent, notes)))

    def _chain(self, recent: Sequence[Entry], notes: Sequence[Note]) -> Iterator[bytes]:
        seq, prev = (recent[0].seq + 1, recent[0].hash) if recent else (0, ORIGIN)
        for place, note in enumerate(notes, start=seq):
            bare = {**fields_of(self.witness, note), "seq": place, "prev": prev}
            yield seal(bare) + b"\n"
            prev = digest_bytes(encode(bare))


def append_audit(fields: Mapping[str, Any]) -> AppendAudit:
    return AppendAudit(*wire.decode(fields))
