from collections.abc import Callable, Iterator

import pytest

from bot.commands.serve import serve
from bot.commands.site import Studio
from bot.commands.site_material import Law
from bot.commands.status import Post, status
from bot.effects.site.material import Home
from bot.effects.status import Board
from bot.policy.policy import Policy
from bot.words.instant import parse
from tests.commands.test_site import KeptPages, state
from tests.effects.site.reading import PARTS
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore

FILES = state()


class SeenScreen:
    def __init__(self, looks: int = 0) -> None:
        self.shown: list[Board] = []
        self._looks = looks

    def show(self, board: Board) -> None:
        self.shown.append(board)

    def follow(self, boards: Iterator[Board]) -> None:
        self.shown += [next(boards) for _ in range(self._looks)]


def post(screen: SeenScreen, out: HeardOutput) -> Post:
    return Post(
        MemoryStore(FILES), out, Law(Policy()), screen, lambda: parse("2026-11-21T10:00:00Z")
    )


def test_one_look_is_shown_and_told() -> None:
    screen, out = SeenScreen(), HeardOutput()
    assert status(post(screen, out), watch=False) == 0
    assert screen.shown[0].rows[0][0].text == "tide-btc"
    assert out.results[0]["mode"] == "shadow"


@pytest.mark.parametrize("looks", [1, 3])
def test_watching_looks_again(looks: int) -> None:
    screen = SeenScreen(looks)
    assert status(post(screen, HeardOutput()), watch=True) == 0
    assert len(screen.shown) == looks


class OpenedWindow:
    def __init__(self, between: Callable[[], object] = lambda: None) -> None:
        self._between = between

    def open(self, tell: Callable[[str], None], refresh: Callable[[], None]) -> None:
        tell("http://127.0.0.1:1/")
        self._between()
        refresh()


def test_serving_builds_first_and_says_where() -> None:
    out, pages = HeardOutput(), KeptPages()
    store = MemoryStore(FILES)
    studio = Studio(store, out, Law(Policy()), (), None, Home(), PARTS, pages)
    assert serve(studio, OpenedWindow()) == 0
    assert "index.html" in pages.files
    assert "http://127.0.0.1:1/" in out.said[-1]


def test_a_state_that_moved_meanwhile_is_shown_when_somebody_looks_again() -> None:
    pages, store = KeptPages(), MemoryStore({})
    studio = Studio(store, HeardOutput(), Law(Policy()), (), None, Home(), PARTS, pages)
    assert serve(studio, OpenedWindow(lambda: store.now.files.update(FILES))) == 0
    assert b"+812.4 bps" in pages.files["index.html"]
