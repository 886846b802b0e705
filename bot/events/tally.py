"""What became of the lines of one ingest."""

from dataclasses import dataclass, field, fields

from bot.words.canonical import Json
from bot.words.problem import Problem

KEPT_PROBLEMS = 20


@dataclass(slots=True)
class Tally:
    """Counted anew each time the events are stored: a replay on a newer state may find more."""

    lines: int = 0
    empty: int = 0
    signals: int = 0
    telemetry: int = 0
    duplicates: int = 0
    quarantined: int = 0
    refused_before: int = 0
    inbox_files: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def stored(self) -> int:
        return self.signals + self.telemetry

    @property
    def refused(self) -> int:
        return self.quarantined + self.refused_before

    def clear(self) -> None:
        fresh = Tally()
        for part in fields(self):
            setattr(self, part.name, getattr(fresh, part.name))

    def note(self, problem: Problem) -> None:
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)

    def wire(self) -> dict[str, Json]:
        counts = [part.name for part in fields(self) if part.name != "problems"]
        return {name: getattr(self, name) for name in counts}
