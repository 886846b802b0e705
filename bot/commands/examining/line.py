"""One thing that doctor looked at: how it stands, and the exact mend."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import GovernorError
from bot.words.canonical import Json
from bot.words.text import printable

LONGEST = 600


class Health(StrEnum):
    OK = "ok"
    WARNING = "warning"
    DEFECT = "defect"
    UNCHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Line:
    about: str
    health: Health
    says: str
    mend: str = ""

    def wire(self) -> Mapping[str, Json]:
        health = self.health.value
        return {"about": self.about, "health": health, "says": self.says, "mend": self.mend}


Look = Callable[[], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Examination:
    """`failed` is what it means that it could not be looked at at all."""

    about: str
    look: Look
    failed: Health = Health.DEFECT
    mend: str = ""

    def lines(self) -> Iterable[Line]:
        """Take what cannot be looked at as a line too: one failure hides no other."""
        try:
            return tuple(self.look())
        except GovernorError as error:
            return (Line(self.about, self.failed, printable(str(error), LONGEST), self.mend),)


def ok(about: str, says: str) -> Line:
    return Line(about, Health.OK, says)


def warning(about: str, says: str, mend: str) -> Line:
    return Line(about, Health.WARNING, says, mend)


def defect(about: str, says: str, mend: str) -> Line:
    return Line(about, Health.DEFECT, says, mend)


def unchecked(about: str, why: str, mend: str = "") -> Line:
    return Line(about, Health.UNCHECKED, why, mend)
