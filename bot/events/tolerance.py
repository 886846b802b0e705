"""How far from the receipt clock a line's own time may lie, and how long a line may be."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.events.registry import Registry
from bot.words import instant


@dataclass(frozen=True, slots=True)
class Tolerance:
    future_seconds: int
    past_hours: int
    max_line_bytes: int


@dataclass(frozen=True, slots=True)
class Intake:
    """All that a line is judged by; `now` is the receipt clock, drawn once.

    Without a registry nobody is a stranger.
    """

    now: datetime
    tolerance: Tolerance
    earliest: datetime
    latest: datetime
    stamp: str
    registry: Registry | None = None

    @classmethod
    def at(cls, now: datetime, tolerance: Tolerance, registry: Registry | None = None) -> "Intake":
        return cls(
            now=now,
            tolerance=tolerance,
            earliest=now - timedelta(hours=tolerance.past_hours),
            latest=now + timedelta(seconds=tolerance.future_seconds),
            stamp=instant.render(now),
            registry=registry,
        )

    @property
    def day(self) -> str:
        return instant.day_of(self.now)

    @property
    def first_day(self) -> str:
        """No copy of a line that is accepted now can have been received before this day."""
        return instant.day_of(self.earliest - timedelta(seconds=self.tolerance.future_seconds))
