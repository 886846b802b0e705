"""The book's days and what happened on them, as charts and mails tell of them."""

from collections.abc import Iterator

from bot.effects.charts.equity import Mark, Point
from bot.effects.charts.history import marks, points
from bot.state.audit.files import newest_first
from bot.state.documents import load
from bot.state.evidence import DAY_FILE, DayPage
from bot.state.fleet import FLEET
from bot.state.tree import Tree

DAYS = "state/days/"


def history(tree: Tree) -> tuple[list[Point], list[Mark]]:
    entries = reversed(list(newest_first(tree)))
    return points(days(tree), load(tree, FLEET).curve), marks(entries)


def days(tree: Tree) -> Iterator[DayPage]:
    paths = [path for path in tree.names(DAYS) if DAY_FILE.matches(path)]
    tree.bring(paths)
    for path in paths:
        yield load(tree, DAY_FILE, path)
