"""`governor ingest`: take lines in, store each good one once, keep each bad one with its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.commands.admission import Admission
from bot.events.batch import Batch, judge
from bot.events.chunk import Chunk, chunks
from bot.events.known import QUARANTINE, partition
from bot.events.store import StoreEvents, inbox_files, inbox_strangers
from bot.events.tally import Tally
from bot.events.tolerance import Intake
from bot.ledger.operations import Reopen
from bot.ports.output import Output, Progress
from bot.ports.source import Source, Spread
from bot.ports.store import Message, Store
from bot.words.count import plural
from bot.words.text import printable

SHOWN = 80


@dataclass(frozen=True, slots=True)
class Reading:
    """The judged lines of all sources, read anew each time they are asked for."""

    sources: Sequence[Source]
    intake: Intake
    spread: Spread
    progress: Progress

    def __iter__(self) -> Iterator[Batch]:
        for batch in self.spread(partial(judge, intake=self.intake), self._chunks()):
            self.progress.advance(batch.size)
            yield batch

    def _chunks(self) -> Iterator[Chunk]:
        longest = self.intake.tolerance.max_line_bytes
        for source in self.sources:
            yield from chunks(source.name, source.blocks(), longest)


def ingest(
    store: Store,
    out: Output,
    sources: Sequence[Source],
    now: datetime,
    admission: Admission,
    *,
    spread: Spread = map,
    strict: bool = False,
) -> int:
    """Store what the sources and the inbox hold, as one commit; `strict` makes refusals fail."""
    tree = store.tree()
    intake = admission.intake(tree, now)
    inbox = inbox_files(tree)
    for path in inbox_strangers(tree):
        out.warn(f"Left {printable(path, SHOWN)} alone: name it with letters, digits, ., _ and -.")
    with out.progress("Reading events", sum(source.size for source in sources)) as progress:
        events = StoreEvents(intake, Reading(sources, intake, spread, progress), inbox)
        # Unsent work may be sent days later, when reconcile has left this day behind.
        store.commit([events, Reopen(intake.day)], _message(sources, inbox))
    _report(out, events.tally, intake)
    return 1 if strict and events.tally.refused else 0


def _message(sources: Sequence[Source], inbox: Sequence[str]) -> Message:
    return Message(f"Ingest events from {plural(len(sources) + len(inbox), 'source')}")


def _report(out: Output, tally: Tally, intake: Intake) -> None:
    out.problems(tally.problems)
    if unseen := tally.refused - len(tally.problems):
        out.warn(f"{plural(unseen, 'more refused line')}: see {partition(QUARANTINE, intake.day)}")
    out.say(sentence(tally))
    out.result({"v": 1, **tally.wire()})
    if tally.lines:
        out.summary(f"### Ingest\n\n{sentence(tally)}\n")


def sentence(tally: Tally) -> str:
    kinds = f"{plural(tally.signals, 'signal')}, {plural(tally.telemetry, 'telemetry line')}"
    parts = [
        f"{plural(tally.lines, 'line')}: {tally.stored:,} stored ({kinds})",
        plural(tally.duplicates, "duplicate"),
        f"{tally.quarantined:,} quarantined",
    ]
    if tally.refused_before:
        parts.append(f"{tally.refused_before:,} refused before")
    return ", ".join(parts) + "."
