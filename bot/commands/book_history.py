"""The book's days and what happened on them, as charts and mails tell of them."""

from bot.commands.site_history import days
from bot.effects.charts.equity import Mark, Point
from bot.effects.charts.history import marks, points
from bot.state.audit.files import newest_first
from bot.state.documents import load
from bot.state.fleet import FLEET
from bot.state.tree import Tree


def history(tree: Tree) -> tuple[list[Point], list[Mark]]:
    entries = reversed(list(newest_first(tree)))
    return points(days(tree), load(tree, FLEET).curve), marks(entries)
