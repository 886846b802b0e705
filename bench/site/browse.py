"""Opens the pages in a browser: when they paint, how long sorting and filtering keep it busy."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
# The message comes after the frame that the event led to was painted.
WAIT = """kind => { window.seen = new Promise(done => addEventListener(kind, event => {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now() - event.timeStamp);
    channel.port2.postMessage(0);
  });
}, {once: true, capture: true})); }"""
PATIENCE = 200
PAGES = ("index.html", "agents.html")
COLUMNS = (2, 2, 3, 5, 8, 0)
TYPED = ("4", "9", "Backspace", "Backspace", "t", "Backspace")


@dataclass(frozen=True, slots=True)
class Acted:
    """Seconds until what was asked for is on the screen, and of the page's thread until then."""

    waited: float
    busy: float


@dataclass(frozen=True, slots=True)
class Seen:
    painted: dict[str, float]
    sorted: tuple[Acted, ...]
    filtered: tuple[Acted, ...]


def browse(folder: Path) -> Seen | None:
    found = shutil.which("chromium")
    return _browse(folder, found) if found else None


def _browse(folder: Path, chromium: str) -> Seen:
    with _page(chromium) as page:
        painted = {path: _painted(page, f"file://{folder / path}") for path in PAGES}
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def timed(kind: str, act: Callable[[], None]) -> Acted:
            page.evaluate(WAIT, kind)
            before = _busy(session)
            act()
            waited: float = page.evaluate("window.seen") / 1000
            return Acted(waited, _busy(session) - before)

        heads = page.locator("#fleet thead button")
        ordered = tuple(timed("click", heads.nth(at).click) for at in COLUMNS)
        page.locator("input[name=text]").focus()
        typed = tuple(timed("input", partial(page.keyboard.press, key)) for key in TYPED)
    return Seen(painted, ordered, typed)


@contextmanager
def _page(chromium: str) -> "Iterator[Page]":
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def _painted(page: "Page", address: str) -> float:
    page.goto(address)
    for _ in range(PATIENCE):
        painted: float = page.evaluate(PAINTED) / 1000
        if painted >= 0:
            return painted
        page.wait_for_timeout(50)
    raise TimeoutError(f"Cannot say when {address} was painted: it was not, for seconds.")


def _busy(session: "CDPSession") -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    found: float = next(one["value"] for one in metrics if one["name"] == "TaskDuration")
    return found
