"""What the hours of one day stand on: what was held, what it cost, and the book's lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ledger.signals import distinct
from bot.stats.book import InForce
from bot.stats.course import Course
from bot.stats.held import Held, days_of, held_on
from bot.stats.hypotheses import renamed
from bot.stats.inputs import Inputs, Prices


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    held: Held
    prices: Prices
    book: Sequence[InForce]


def ground_of(day: str, inputs: Inputs, course: Course) -> Ground:
    terms = course.numbers.ledger
    received = (one for each in days_of(day, terms) for one in inputs.signals(each))
    held = held_on(day, renamed(distinct(received), course.owners), terms)
    return Ground(held, inputs.prices(day), inputs.book(day))
