"""What the fold over days reads, a day at a time, from whatever holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.events.signal import Signal
from bot.events.telemetry import Telemetry
from bot.ledger.settlements import Settlement
from bot.stats.book import InForce


class Price(NamedTuple):
    """What a symbol did in an hour, and where that was seen."""

    bps: float
    venue: str


Prices = Mapping[datetime, Mapping[str, Price]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that claimed to be of an agent and was quarantined."""

    agent: str
    at: datetime


class Inputs(Protocol):
    """Each gives what is known at one moment, and nothing that became known later."""

    def first_day(self) -> str | None:
        """Name the first day on which a signal was received."""

    def signals(self, day: str) -> Sequence[Signal]:
        """Give what was received on a day, each once."""

    def telemetry(self, day: str) -> Sequence[Telemetry]:
        """Give what lies in the partition of a day."""

    def settled(self, day: str) -> Sequence[Settlement]:
        """Give the pairs that were first settled on a day, as of then, in their newest version."""

    def prices(self, day: str) -> Prices:
        """Give the hours of a day, each symbol in its newest version."""

    def refused(self, day: str) -> Sequence[Refusal]: ...

    def book(self, day: str) -> Sequence[InForce]:
        """Give the lines written for hours of a day, in order."""
