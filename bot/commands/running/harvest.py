"""What a run leaves to be stored: its lines as they are judged, and a report if it left none."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.events.batch import Batch, judge
from bot.events.chunk import chunks, slices
from bot.events.telemetry import Telemetry, parse
from bot.events.tolerance import Intake
from bot.ports.agents import Ending, Outcome

SILENT = "ended without its report"


@dataclass(frozen=True, slots=True)
class Harvest:
    """One run: how it ended, and all it wrote; `went_well` means that nothing of it is bad."""

    outcome: Outcome
    batches: tuple[Batch, ...]

    @property
    def signals(self) -> int:
        return sum(len(batch.signals.numbers) for batch in self.batches)

    @property
    def refused(self) -> int:
        return sum(len(batch.refused) for batch in self.batches)

    @property
    def errors(self) -> int:
        return sum(report.errors for report in reports(self.batches))

    @property
    def went_well(self) -> bool:
        return self.outcome.ending == Ending.DONE and not self.refused and not self.errors


def harvest(outcome: Outcome, intake: Intake) -> Harvest:
    """Judge a run's lines; one that ended badly and says nothing of it is reported for."""
    batches = tuple(_judged(outcome.task.run_id, outcome.events, intake))
    if not any(reports(batches)):
        outcome = _silent(outcome)
    if outcome.ending != Ending.DONE and not any(one.errors for one in reports(batches)):
        told = _report(outcome, intake).line()
        batches += tuple(_judged("governor run-agents", told, intake))
    return Harvest(outcome, batches)


def _silent(outcome: Outcome) -> Outcome:
    """Whoever leaves past its report may have left past its errors and signals too."""
    if outcome.ending != Ending.DONE:
        return outcome
    detail = "; ".join(filter(None, [outcome.detail, SILENT]))
    return replace(outcome, ending=Ending.FAILED, detail=detail)


def reports(batches: tuple[Batch, ...]) -> Iterator[Telemetry]:
    return (parse(line) for batch in batches for line in batch.telemetry.lines())


def _judged(source: str, data: bytes, intake: Intake) -> Iterator[Batch]:
    for chunk in chunks(source, slices(data), intake.tolerance.max_line_bytes):
        yield judge(chunk, intake)


def _report(outcome: Outcome, intake: Intake) -> Telemetry:
    """Say what is known from outside: that it failed and how long it took; not what it cost."""
    return Telemetry(
        ts=intake.now,
        agent=outcome.task.agent,
        run_id=outcome.task.run_id,
        latency_ms=round(outcome.seconds * 1000, 3),
        tokens_in=0,
        tokens_out=0,
        cost_usd=None,
        errors=1,
    )
