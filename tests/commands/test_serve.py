"""What is shown while somebody looks: the newest state, or else the last that could be shown."""

from collections.abc import Callable

from bot.commands.serve import serve
from bot.commands.site import Studio
from bot.effects.site.material import Home
from bot.errors import CannotReach
from bot.ports.store import Store
from tests.commands.test_site import LAW, KeptPages, state, text
from tests.effects.site.reading import PARTS
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore, MemoryTree


class Flaky(MemoryStore):
    """A store that can be away."""

    away = False

    def tree(self) -> MemoryTree:
        if self.away:
            raise CannotReach("the state", "its remote does not answer", "Wait.")
        return super().tree()


class Looker:
    """Opens the window, and looks once more after each of these has happened."""

    def __init__(self, *events: Callable[[], None]) -> None:
        self.events = events

    def open(self, tell: Callable[[str], None], refresh: Callable[[], None]) -> None:
        tell("http://127.0.0.1:1/")
        for event in self.events:
            event()
            refresh()


def studio(store: Store, pages: KeptPages, out: HeardOutput) -> Studio:
    return Studio(store, out, LAW, (), None, Home(), PARTS, pages)


def test_what_cannot_be_renewed_stays_as_it_was_and_that_is_said() -> None:
    store, pages, out = Flaky(state()), KeptPages(), HeardOutput()
    seen: list[dict[str, bytes]] = []

    def leave() -> None:
        seen.append(dict(pages.files))
        store.away = True

    def come_back() -> None:
        seen.append(dict(pages.files))
        store.away = False
        store.now.files["state/proposals.json"] = b"{"

    assert serve(studio(store, pages, out), Looker(leave, come_back)) == 0
    assert seen[0] == seen[1]
    assert any("its remote does not answer" in why for why in out.warned)
    assert "Cannot use state/proposals.json" in text(pages, "approvals.html")
    assert out.said[-1] == "Look at http://127.0.0.1:1/ (Ctrl-C ends it)."
