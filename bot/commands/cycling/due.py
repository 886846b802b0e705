"""Judges every slot that is due: those that were missed as of their own time, the newest now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.commands.judge import Bench, Slot, judge
from bot.commands.notebook import Notebook
from bot.commands.slots import cadence
from bot.policy.governor import Governor
from bot.state.missed import NoteGap, has_gap
from bot.state.slots import CYCLE, AdvanceSlot, Slots, due, watermark
from bot.state.tree import Operation
from bot.words.count import plural
from bot.words.instant import render


@dataclass(frozen=True, slots=True)
class Docket:
    """What is to be judged; between two slots that is the present moment, and no mark moves."""

    waiting: Slots
    slots: tuple[Slot, ...]


def docket(bench: Bench, policy: Governor) -> Docket:
    cron = cadence(policy.cadence_minutes)
    mark = watermark(bench.store.tree(), CYCLE)
    waiting = due(cron, mark, bench.now, policy.catch_up_slots)
    if not waiting.due:
        return Docket(waiting, (Slot(bench.now, job=CYCLE),))
    gap: tuple[Operation, ...] = ()
    if mark is not None and has_gap(waiting):
        gap = (NoteGap(CYCLE, cron, mark, waiting.due[-1], waiting.skipped, bench.now),)
    return Docket(waiting, tuple(_slots(waiting, bench, gap)))


def judge_due(bench: Bench, policy: Governor) -> int:
    """Judge them oldest first; each moves the mark in its own commit, so a crash loses none."""
    found = docket(bench, policy)
    *missed, newest = found.slots
    if has_gap(found.waiting):
        bench.output.warn(_gap(found.waiting))
    with bench.output.progress("Judging missed slots", len(missed)) as progress:
        for slot in missed:
            _judge_late(bench, slot)
            progress.advance()
    return judge(bench, newest)


def _slots(waiting: Slots, bench: Bench, gap: tuple[Operation, ...]) -> Iterator[Slot]:
    for at in waiting.due:
        also = (AdvanceSlot(CYCLE, at, bench.now), *gap)
        yield Slot(at, newest=at == waiting.due[-1], job=CYCLE, also=also)
        gap = ()


def _judge_late(bench: Bench, slot: Slot) -> None:
    """Tell of it only where it changed anything; one summary of a run is enough."""
    heard = Notebook(bench.output, holds_back=True)
    judge(replace(bench, output=heard), slot)
    heard.tell(f"The slot of {render(slot.at)}, judged late:", summed_up=False)


def _gap(waiting: Slots) -> str:
    late = len(waiting.due) - 1
    first = f" from {render(waiting.due[0])}" if late else ""
    lost = f"; {plural(waiting.skipped, 'older one')} given up" if waiting.skipped else ""
    return f"{plural(late, 'missed slot')}{first} judged late{lost}."
