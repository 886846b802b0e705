from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.commands.serve import serve
from bot.commands.site import Studio
from bot.commands.site_material import Law
from bot.commands.status import Post, status
from bot.effects.site.material import Home
from bot.effects.status import Board
from bot.errors import StateError
from bot.policy.policy import Policy
from bot.words.instant import parse
from tests.commands.test_site import KeptPages, state
from tests.effects.site.reading import PARTS
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore, MemoryTree

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


class MovingScreen(SeenScreen):
    """Before each look the state becomes another."""

    def __init__(self, store: MemoryStore, states: list[dict[str, bytes]]) -> None:
        super().__init__()
        self._store, self._states = store, states

    def follow(self, boards: Iterator[Board]) -> None:
        for files in self._states:
            self._store.now.files.clear()
            self._store.now.files.update(files)
            self.shown.append(next(boards))


def test_who_watches_sees_the_state_begin_break_and_heal() -> None:
    store, out = MemoryStore({}), HeardOutput()
    screen = MovingScreen(store, [{}, FILES, {**FILES, "state/gate.json": b"{"}, FILES])
    assert status(replace(post(screen, out), store=store), watch=True) == 0
    begun, whole, broken, healed = screen.shown
    assert "Nothing was judged yet" in begun.notes[0]
    assert dict(broken.facts)["mode"].text == "not known"
    assert "state/gate.json" in broken.trouble[0]
    assert broken.rows == whole.rows
    assert healed == whole
    assert not whole.trouble


class LostStore(MemoryStore):
    def __init__(self) -> None:
        super().__init__(FILES)
        self.looks = 0

    def tree(self) -> MemoryTree:
        self.looks += 1
        if self.looks == 1:
            raise StateError("Cannot read it.")
        return super().tree()


def test_who_watches_is_told_that_a_look_failed_and_stays() -> None:
    screen = SeenScreen(2)
    assert status(replace(post(screen, HeardOutput()), store=LostStore()), watch=True) == 0
    assert screen.shown[0].trouble == ("Cannot read it. It is looked at again soon.",)
    assert screen.shown[1].rows


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
