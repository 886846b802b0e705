"""One step of setting up: how it stands, what would be done about it, and by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.words.canonical import Json


class Outcome(StrEnum):
    STANDS = "stands"
    DONE = "done"
    WOULD = "would"
    LEFT = "left"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Look:
    """How a step stands; an empty `todo` is nothing to do, else what would be done, in words."""

    says: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """`by_hand` is what a person does where this cannot be done from here."""

    name: str
    look: Callable[[], Look]
    act: Callable[[], None]
    by_hand: str


@dataclass(frozen=True, slots=True)
class Taken:
    step: str
    outcome: Outcome
    says: str
    by_hand: str = ""

    def wire(self) -> Mapping[str, Json]:
        return {
            "step": self.step,
            "outcome": self.outcome.value,
            "says": self.says,
            "by_hand": self.by_hand,
        }
