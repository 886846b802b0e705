"""The memory at one moment, from a checkpoint or from the first day on, and what is to be kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ledger.progress import Progress
from bot.state.evidence import Checkpoint
from bot.state.tree import Tree
from bot.stats import keep
from bot.stats.course import Course, floor_hour
from bot.stats.days import DayRecord, Present, advance, present
from bot.stats.from_tree import TreeInputs
from bot.stats.held import after as next_day
from bot.stats.held import midnight
from bot.stats.inputs import Inputs
from bot.stats.kept import KEPT_DAYS, day_before, newest
from bot.stats.memory import Memory, no_memory
from bot.words.instant import DAY, day_of, render

OnDay = Callable[[str], None]


def quiet(day: str) -> None:
    """Say nothing of a day that was folded."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """`ended` are the days that ended on the way, `midnights` the latest memories of these moments.

    `midnight` is the memory as the present day began; None where the fold begins within it.
    """

    memory: Memory
    midnight: Memory | None
    present: Present
    ended: Mapping[str, DayRecord]
    midnights: Mapping[str, Memory]


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
    return unfold(begun, inputs, course, until, on_day), inputs


def unfold(
    begun: Memory, inputs: Inputs, course: Course, until: datetime, on_day: OnDay = quiet
) -> Recalled:
    memory, midnights, ended = begun, {}, {}
    for step in advance(begun, inputs, until, course):
        memory = step.memory
        if step.record is not None:
            midnights[day_of(memory.at)], ended[step.record.day] = memory, step.record
            midnights.pop(day_of(memory.at - KEPT_DAYS * DAY), None)
            on_day(step.record.day)
    last = midnights.get(day_of(memory.at), begun if _is_midnight(begun) else None)
    return Recalled(memory, last, present(memory, inputs, course), ended, midnights)


def checkpoints(
    recalled: Recalled, inputs: TreeInputs, basis: str, revision: int
) -> dict[str, Checkpoint]:
    return {
        day: keep.write(memory, basis, revision, inputs.counts(day_before(day)))
        for day, memory in recalled.midnights.items()
        if is_final(day, inputs)
    }


def final_days(recalled: Recalled, inputs: TreeInputs) -> dict[str, DayRecord]:
    records = recalled.ended.items()
    return {day: record for day, record in records if is_final(next_day(day), inputs)}


def is_final(day: str, inputs: TreeInputs) -> bool:
    """Tell whether no more is known today of the time before a day than was known then."""
    return inputs.hidden is None or inputs.hidden >= render(midnight(day))


def beginning(inputs: Inputs, course: Course, until: datetime) -> Memory:
    first = inputs.first_day() or day_of(until)
    return no_memory(min(midnight(first), midnight(day_of(until))), course)


def _is_midnight(memory: Memory) -> bool:
    return memory.at == midnight(day_of(memory.at))
