"""The operation that stores events: partitioned by day of receipt, each event once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, ClassVar

from bot.events import batch_wire
from bot.events.batch import Batch, judge
from bot.events.chunk import chunks, slices
from bot.events.known import QUARANTINE, SIGNALS, TELEMETRY, partition
from bot.events.sift import Sieve
from bot.events.tally import Tally
from bot.events.tolerance import Intake, Tolerance
from bot.state.tree import Append, Remove, Tree, Write
from bot.words import instant
from bot.words.canonical import Json

INBOX = "state/inbox/"
INBOX_FILE = re.compile(re.escape(INBOX) + r"[A-Za-z0-9_-][A-Za-z0-9._-]*\.jsonl")


@dataclass(frozen=True, slots=True)
class StoreEvents:
    """Store what `batches` and the named inbox files hold, and empty the inbox of these files.

    `batches` is iterated once for each try, so it must give the same again. Inbox files are read
    from the tree that is written: what another writer consumed meanwhile is gone there.
    """

    kind: ClassVar[str] = "store-events"
    intake: Intake
    batches: Iterable[Batch]
    inbox: tuple[str, ...] = ()
    tally: Tally = field(default_factory=Tally, compare=False)

    def apply(self, tree: Tree) -> Iterator[Write]:
        self.tally.clear()
        sieve = Sieve(tree, self.intake, self.tally)
        for batch in chain(self.batches, self._inbox_batches(tree)):
            yield from self._store(batch, sieve)
        for path in set(self.inbox) & set(tree.names(INBOX)):
            self.tally.inbox_files += 1
            yield Remove(path)

    def wire(self) -> Mapping[str, Json]:
        """Leave the inbox out: its files are still in the state that did not take this work."""
        tolerance = self.intake.tolerance
        return {
            "received_at": self.intake.stamp,
            "future_seconds": tolerance.future_seconds,
            "past_hours": tolerance.past_hours,
            "max_line_bytes": tolerance.max_line_bytes,
            "batches": [batch_wire.encode(batch) for batch in self.batches],
        }

    def _store(self, batch: Batch, sieve: Sieve) -> Iterator[Write]:
        parts = zip((SIGNALS, TELEMETRY, QUARANTINE), sieve.pass_on(batch), strict=True)
        for folder, data in parts:
            if data:
                yield Append(partition(folder, self.intake.day), data)

    def _inbox_batches(self, tree: Tree) -> Iterator[Batch]:
        longest = self.intake.tolerance.max_line_bytes
        for path in self.inbox:
            data = tree.read(path)
            if data is not None:
                for chunk in chunks(path, slices(data), longest):
                    yield judge(chunk, self.intake)


def store_events(fields: Mapping[str, Any]) -> StoreEvents:
    tolerance = Tolerance(fields["future_seconds"], fields["past_hours"], fields["max_line_bytes"])
    return StoreEvents(
        intake=Intake.at(instant.parse(fields["received_at"]), tolerance),
        batches=tuple(batch_wire.decode(batch) for batch in fields["batches"]),
    )


def inbox_files(tree: Tree) -> tuple[str, ...]:
    return tuple(path for path in tree.names(INBOX) if INBOX_FILE.fullmatch(path))


def inbox_strangers(tree: Tree) -> tuple[str, ...]:
    """Find event files whose names no state path may have; they are left where they are."""
    return tuple(
        path
        for path in tree.names(INBOX)
        if path.endswith(".jsonl") and not INBOX_FILE.fullmatch(path)
    )
