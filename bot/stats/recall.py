"""The memory at one moment, from a checkpoint or from the first day on, and what is to be kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.ledger.progress import Progress
from bot.state.evidence import Checkpoint
from bot.state.tree import Tree
from bot.stats import keep
from bot.stats.course import Course, floor_hour
from bot.stats.days import DayRecord, Present, advance, present
from bot.stats.from_tree import TreeInputs
from bot.stats.held import midnight
from bot.stats.inputs import Inputs
from bot.stats.kept import day_before, newest
from bot.stats.memory import Memory, no_memory
from bot.words.instant import day_of, render

OnDay = Callable[[str], None]


def quiet(day: str) -> None:
    """Say nothing of a day that was folded."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """`ended` are the days that ended on the way, `midnight` the memory at the last one."""

    memory: Memory
    midnight: Memory | None
    present: Present
    ended: Mapping[str, DayRecord] = field(default_factory=dict)
    checkpoints: Mapping[str, Checkpoint] = field(default_factory=dict)


def complete_until(now: datetime, interval: timedelta) -> datetime:
    """Give the end of the last hour whose prices can all be known."""
    return floor_hour(now - interval)


def recall(
    tree: Tree, progress: Progress, course: Course, now: datetime, on_day: OnDay = quiet
) -> tuple[Recalled, TreeInputs]:
    """Fold on from the newest checkpoint that holds; give the inputs that were read as well."""
    interval = timedelta(milliseconds=course.numbers.ledger.interval_ms)
    until = complete_until(now, interval)
    inputs = TreeInputs(tree, progress, now)
    begun = newest(tree, progress, course.numbers, until, inputs.counts)
    if begun is None:
        inputs = TreeInputs(tree, progress, now, whole=True)
        begun = beginning(inputs, course, until)
    found = unfold(begun, inputs, course, until, on_day)
    kept = {
        day: keep.write(memory, course.numbers.basis, progress.revision, _counts(inputs, day))
        for day, memory in found.midnights.items()
        if inputs.hidden is None or inputs.hidden >= render(memory.at)
    }
    last = found.midnights.get(day_of(found.memory.at), begun if _is_midnight(begun) else None)
    now_known = present(found.memory, inputs, course)
    return Recalled(found.memory, last, now_known, found.ended, kept), inputs


@dataclass(frozen=True, slots=True)
class Unfolded:
    memory: Memory
    midnights: Mapping[str, Memory]
    ended: Mapping[str, DayRecord]


def unfold(
    begun: Memory, inputs: Inputs, course: Course, until: datetime, on_day: OnDay = quiet
) -> Unfolded:
    memory, midnights, ended = begun, {}, {}
    for step in advance(begun, inputs, until, course):
        memory = step.memory
        if step.record is not None:
            midnights[day_of(memory.at)], ended[step.record.day] = memory, step.record
            on_day(step.record.day)
    return Unfolded(memory, midnights, ended)


def beginning(inputs: Inputs, course: Course, until: datetime) -> Memory:
    first = inputs.first_day() or day_of(until)
    return no_memory(min(midnight(first), midnight(day_of(until))), course)


def _is_midnight(memory: Memory) -> bool:
    return memory.at == midnight(day_of(memory.at))


def _counts(inputs: TreeInputs, day: str) -> dict[str, int]:
    return inputs.counts(day_before(day))
