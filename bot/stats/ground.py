"""What the hours of one day stand on: what was held, what it cost, and the book's lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.ledger.signals import distinct
from bot.stats.book import InForce
from bot.stats.course import Course
from bot.stats.held import Held, days_of, held_on
from bot.stats.hypotheses import Table, owned
from bot.stats.inputs import Inputs, Prices


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    held: Held
    prices: Prices
    book: Sequence[InForce]


GroundOf: TypeAlias = Callable[[str, Inputs, Course], Ground]


def ground_of(day: str, inputs: Inputs, course: Course) -> Ground:
    return Ground(held_of(day, inputs, course), inputs.prices(day), inputs.book(day))


def held_of(day: str, inputs: Inputs, course: Course) -> Held:
    terms = course.numbers.ledger
    received = (one for each in days_of(day, terms) for one in inputs.signals(each))
    return held_on(day, owned(distinct(received), course.owners), terms)


def kept_grounds(every: Inputs) -> GroundOf:
    """Remember what was held on the latest day, for who looks at each of its hours in turn.

    `every` knows all signals there will ever be: one that is still to come holds nothing yet.
    """
    kept: dict[str, tuple[Table, Held]] = {}

    def ground(day: str, inputs: Inputs, course: Course) -> Ground:
        if day not in kept or kept[day][0] is not course.table:
            kept.clear()
            kept[day] = course.table, held_of(day, every, course)
        return Ground(kept[day][1], inputs.prices(day), inputs.book(day))

    return ground
