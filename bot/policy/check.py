"""Mistakes that only show when one value is held against another, in the same or another file."""

from collections.abc import Iterator

from bot.policy import check_names, check_numbers
from bot.policy.book import Book
from bot.words.problem import Problem


def relations(book: Book) -> Iterator[Problem]:
    for check in (*check_names.CHECKS, *check_numbers.CHECKS):
        yield from check(book)
