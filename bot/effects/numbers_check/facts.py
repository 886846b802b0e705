"""Facts: what may be said, of whom, and in which unit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

FLEET = "fleet"


class Unit(StrEnum):
    BPS = "bps"
    PERCENT = "%"
    USD = "$"
    MS = "ms"
    DAYS = "days"
    PLAIN = ""


class Kind(StrEnum):
    """What a subject is; a name is one of these."""

    FLEET = "fleet"
    AGENT = "agent"
    CLASS = "class"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Subject:
    kind: Kind
    name: str


THE_FLEET = Subject(Kind.FLEET, FLEET)


@dataclass(frozen=True, slots=True)
class Fact:
    """`directed`: its sign says whether something was won or lost; of a depth nothing is."""

    subject: Subject
    measure: str
    value: float
    unit: Unit
    directed: bool = False


@dataclass(frozen=True)
class Facts:
    """`deeds` are what became of agents: (name, stem of the verb), or (name, "asks " and stem)."""

    facts: tuple[Fact, ...]
    subjects: tuple[Subject, ...]
    dates: frozenset[str] = field(default_factory=frozenset)
    deeds: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    @cached_property
    def by_subject(self) -> dict[Subject, list[Fact]]:
        grouped: dict[Subject, list[Fact]] = {}
        for fact in self.facts:
            grouped.setdefault(fact.subject, []).append(fact)
        return grouped

    @cached_property
    def subjects_by_kind(self) -> tuple[tuple[Kind, str], ...]:
        return tuple((one.kind, one.name) for one in self.subjects)

    def of(self, subjects: Iterable[Subject]) -> Iterator[Fact]:
        for subject in subjects:
            yield from self.by_subject.get(subject, ())
