"""Which days one mail tells of: whole days in UTC, the last of them ended before it was due."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.words.instant import DAY, day_of, render


class Kind(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"


DAYS = {Kind.DAILY: 1, Kind.WEEKLY: 7}


@dataclass(frozen=True, slots=True)
class Edition:
    kind: Kind
    slot: datetime

    @property
    def name(self) -> str:
        return f"lp_{self.kind}"

    @property
    def last(self) -> str:
        return day_of(self.slot - DAY)

    @property
    def first(self) -> str:
        return day_of(self.slot - DAYS[self.kind] * DAY)

    @property
    def midnight(self) -> str:
        """Give the end of the last day."""
        return render(self.slot.replace(hour=0, minute=0, second=0, microsecond=0))

    @property
    def period(self) -> str:
        if self.kind is Kind.DAILY:
            return f"{self.last} (UTC)"
        return f"{self.first} to {self.last} (UTC)"

    def holds(self, day: str) -> bool:
        return self.first <= day <= self.last
