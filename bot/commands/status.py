"""governor status: the fleet in the terminal, once or again and again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.commands.site_material import Law, gather
from bot.effects.site.material import Home, Material
from bot.effects.status import Board, board, wire
from bot.errors import GovernorError
from bot.ports.board import Screen
from bot.ports.output import Output
from bot.ports.store import Store


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody looks; `clock` is asked for each look."""

    store: Store
    out: Output
    law: Law
    screen: Screen
    clock: Callable[[], datetime]


def status(post: Post, *, watch: bool) -> int:
    if watch:
        post.screen.follow(_looks(post))
        return 0
    found, now = _look(post), post.clock()
    post.screen.show(board(found, now))
    post.out.result(wire(found, now))
    return 0


def _looks(post: Post) -> Iterator[Board]:
    """Look again and again; whoever watches is told what went wrong, and stays."""
    while True:
        try:
            yield board(_look(post), post.clock())
        except GovernorError as error:
            yield Board((), trouble=(f"{error} It is looked at again soon.",))


def _look(post: Post) -> Material:
    return gather(post.store.tree(), post.law, (), None, Home())
