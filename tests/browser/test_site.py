"""The dashboard as people meet it, in a real browser and from disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.fleet import AT, UNTIL
from tests.browser.prepare import SCRIPT

SHOW = """async () => { for (const one of document.querySelectorAll('figure.chart')) {
  one.scrollIntoView(); await new Promise(done => setTimeout(done, 30)); } }"""
LOOKS = [(360, "light"), (1440, "dark")]
NEEDS_AXE = pytest.mark.skipif(
    not SCRIPT.is_file(), reason="axe-core is not prepared: python -m tests.browser.prepare"
)
MORE_LOOKS = [(360, "dark"), (768, "light"), (768, "dark"), (1440, "light")]


@dataclass
class Looked:
    page: Page
    folder: Path
    heard: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(f"file://{self.folder / path}")
        return self.page

    def draw(self) -> None:
        self.page.evaluate(SHOW)
        # No function may be waited for: that needs the eval which the pages forbid.
        waiting = self.page.locator("figure.chart:not([data-drawn])")
        waiting.first.wait_for(state="detached", timeout=30_000)


@contextmanager
def looking(
    browser: Browser, site: Path, width: int = 1280, scheme: str = "light", at: str = AT
) -> Iterator[Looked]:
    size: ViewportSize = {"width": width, "height": 900}
    looks = cast("Literal['light', 'dark']", scheme)
    context = browser.new_context(viewport=size, color_scheme=looks)
    page = context.new_page()
    page.clock.set_fixed_time(at)
    looked = Looked(page, site)
    page.on("console", lambda message: looked.heard.append(message.text))
    page.on("pageerror", lambda error: looked.heard.append(str(error)))
    page.on("request", lambda request: looked.asked.append(request.url))
    yield looked
    context.close()


def paths(site: Path) -> list[str]:
    return sorted(str(one.relative_to(site)) for one in site.rglob("*.html"))


def walk(
    browser: Browser, site: Path, width: int, scheme: str, keep: Path | None = None, at: str = AT
) -> None:
    """Open every page: nothing is wrong, fetched or sticks out, all is drawn, no name is run."""
    with looking(browser, site, width, scheme, at) as looked:
        for path in paths(site):
            page = looked.open(path)
            looked.draw()
            assert page.evaluate("window.ran") is None, f"{path} has run foreign script"
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is {wide} pixels wide at {width}"
            undrawn = page.locator("figure[data-drawn=no]").count()
            assert not undrawn, f"{path} has {undrawn} charts that were not drawn"
            if keep is not None:
                name = path.replace("/", "_").removesuffix(".html")
                page.screenshot(path=keep / f"{name}-{width}-{scheme}.png", full_page=True)
        assert looked.heard == []
        assert [url for url in looked.asked if not url.startswith("file://")] == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_fits_and_is_quiet(
    browser: Browser, site: Path, width: int, scheme: str
) -> None:
    walk(browser, site, width, scheme)


@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), MORE_LOOKS)
def test_every_page_fits_in_other_looks_too(
    browser: Browser, site: Path, width: int, scheme: str
) -> None:
    walk(browser, site, width, scheme)


def test_a_table_is_sorted_by_its_numbers_and_what_is_unknown_comes_last(
    browser: Browser, site: Path
) -> None:
    with looking(browser, site) as looked:
        page = looked.open("agents.html")
        column = page.get_by_role("columnheader", name="Score")
        column.get_by_role("button").click()
        assert column.get_attribute("aria-sort") == "descending"
        scores = page.locator("#fleet td[data-label=Score]").all_text_contents()
        known = [float(text) for text in scores if text[0].isdigit()]
        assert known == sorted(known, reverse=True)
        assert scores[: len(known)] == [text for text in scores if text[0].isdigit()]
        page.keyboard.press("Enter")
        assert column.get_attribute("aria-sort") == "ascending"
        assert column.get_by_role("button").evaluate("one => one === document.activeElement")
        page.get_by_role("columnheader", name="Agent").get_by_role("button").click()
        names = page.locator("#fleet tbody th a").all_text_contents()
        assert names == sorted(names)
        assert len(names) == len(scores)


def test_agents_are_filtered_by_words_and_stage(browser: Browser, site: Path) -> None:
    with looking(browser, site) as looked:
        page = looked.open("agents.html")
        page.get_by_label("Search").fill("tide")
        assert page.locator("#fleet tbody tr:visible").count() == 1
        assert page.locator(".filters output").inner_text() == "1 of 7"
        page.get_by_label("Search").fill("")
        page.locator("select[name=stage]").select_option("killed")
        assert page.locator("#fleet tbody tr:visible th a").all_inner_texts() == ["banished-btc"]


DRAWN = "row => getComputedStyle(row).contentVisibility"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("agents.html", "Every agent with what was decided and why"),
        ("capital.html", "Capital by agent"),
        ("decisions.html", "Decisions and human acts, the newest first"),
    ],
)
def test_long_tables_are_tables_to_who_listens_and_whole_on_paper(
    browser: Browser, site: Path, width: int, path: str, name: str
) -> None:
    with looking(browser, site, width) as looked:
        page = looked.open(path)
        table = page.locator("table[role=table]").filter(has=page.get_by_text(name, exact=True))
        body = table.locator("tbody tr")
        assert table.locator("tbody tr[role=row]").count() == body.count() > 0
        roles = body.first.locator("td, th").evaluate_all("all => all.map(one => one.role)")
        assert set(roles) <= {"cell", "rowheader"}
        assert body.last.evaluate(DRAWN) == "visible", "few rows are all laid out"
        table.evaluate("one => one.classList.add('long')")
        assert body.last.evaluate(DRAWN) == "auto"
        page.emulate_media(media="print")
        assert body.last.evaluate(DRAWN) == "visible"


def test_on_a_telephone_rows_are_cards_that_say_their_heads_and_can_be_sorted(
    browser: Browser, site: Path
) -> None:
    with looking(browser, site, 360) as looked:
        page = looked.open("agents.html")
        page.get_by_label("Sort by").select_option("Score")
        scores = page.locator("#fleet td[data-label=Score]").all_text_contents()
        known = [float(text) for text in scores if text[0].isdigit()]
        assert known == sorted(known, reverse=True)
        page = looked.open("approvals.html")
        stopped = page.get_by_label("Stopped now").locator("td[data-label=Stage]")
        assert stopped.first.is_visible()
        assert not page.get_by_label("Stopped now").locator("thead").is_visible()


SIDEWAYS = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_mail_is_read_without_moving_it_sideways(
    browser: Browser, site: Path, width: int
) -> None:
    with looking(browser, site, width) as looked:
        page = looked.open("letters.html")
        held = page.get_by_role("cell", name="It goes on as it went on in the days before.")
        assert held.is_visible()
        assert page.locator(".scroll").evaluate_all(SIDEWAYS) == 0


def test_without_scripts_every_page_reads(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 900})
    page = context.new_page()
    for path in paths(site):
        page.goto(f"file://{site / path}")
        assert page.get_by_role("heading", level=1).is_visible()
        for numbers in page.locator("figure.chart").all():
            assert numbers.get_by_text("the numbers are below").is_visible()
            assert numbers.get_by_text("Numbers", exact=False).first.is_visible()
        filters = page.locator("form.filters")
        assert not filters.count() or not filters.first.is_visible()
    context.close()


def test_an_agent_is_reached_and_leads_to_its_button(browser: Browser, site: Path) -> None:
    with looking(browser, site) as looked:
        page = looked.open("agents.html")
        page.get_by_role("link", name="tide-btc").click()
        assert page.get_by_role("heading", level=1).inner_text().startswith("tide-btc")
        kill = page.get_by_role("link", name="Kill tide-btc")
        address = "https://github.com/acme/fleet/actions/workflows/kill.yml"
        assert kill.get_attribute("href") == address


def test_a_chart_says_its_numbers_under_the_pointer(browser: Browser, site: Path) -> None:
    with looking(browser, site) as looked:
        page = looked.open("index.html")
        looked.draw()
        drawing = page.locator("figure.chart .drawing").first
        drawing.scroll_into_view_if_needed()
        drawing.hover(position={"x": 300, "y": 120})
        tip = page.locator("#vg-tooltip-element.visible")
        tip.wait_for(timeout=5000)
        assert "PnL so far" in tip.inner_text()


def test_a_chart_follows_light_and_dark(browser: Browser, site: Path) -> None:
    with looking(browser, site) as looked:
        page = looked.open("index.html")
        looked.draw()
        page.locator("figure.chart[data-look=light]").first.wait_for()
        page.emulate_media(color_scheme="dark")
        page.locator("figure.chart[data-look=dark]").first.wait_for()


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-21T10:59:00.000Z", ""),
        (UNTIL, "ran out 0 min ago"),
        ("2026-11-21T14:00:00.000Z", "ran out 3 h ago"),
        ("2026-11-25T11:00:00.000Z", "ran out 4 days ago"),
    ],
)
def test_past_the_lease_every_page_says_so(
    browser: Browser, site: Path, at: str, words: str
) -> None:
    with looking(browser, site, at=at) as looked:
        for path in ("index.html", "agents/tide-btc.html"):
            banner = looked.open(path).locator(".stale")
            assert banner.is_visible() == bool(words)
            assert words in banner.inner_text()


def test_even_script_that_was_not_escaped_does_not_run(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    page = (site / "index.html").read_text()
    injected = '<img src="x" onerror="window.ran = 1"><script>window.ran = 1</script></main>'
    (tmp_path / "index.html").write_text(page.replace("</main>", injected))
    with looking(browser, tmp_path) as looked:
        assert looked.open("index.html").evaluate("window.ran") is None
        assert any("Content Security Policy" in heard for heard in looked.heard)


def test_a_chart_that_cannot_be_drawn_says_so(browser: Browser, tmp_path: Path, site: Path) -> None:
    for path in ("index.html", "assets/charts.js", "assets/site.js", "assets/themes.js"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes((site / path).read_bytes())
    with looking(browser, tmp_path) as looked:
        page = looked.open("index.html")
        looked.draw()
        assert "cannot be drawn" in page.locator(".drawing").first.inner_text()


def test_the_keyboard_reaches_the_content_and_sorts(browser: Browser, site: Path) -> None:
    with looking(browser, site) as looked:
        page = looked.open("agents.html")
        focus = page.locator(":focus")
        page.keyboard.press("Tab")
        assert focus.inner_text() == "To the content"
        place = focus.bounding_box()
        assert place
        assert place["y"] >= 0
        page.keyboard.press("Enter")
        assert focus.get_attribute("id") == "main"
        for name in ("text", "stage", "class"):
            page.keyboard.press("Tab")
            assert focus.get_attribute("name") == name
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert page.get_by_role("columnheader", name="Agent").get_attribute("aria-sort")


def test_every_link_can_be_reached_and_seen_by_keyboard(browser: Browser, site: Path) -> None:
    with looking(browser, site) as looked:
        page = looked.open("approvals.html")
        links = page.locator("a[href]").count()
        reached = set()
        for _ in range(3 * links):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('a[href]')"):
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert page.evaluate(outline) == "solid"
                order = "[...document.links].indexOf(document.activeElement)"
                reached.add(page.evaluate(order))
        assert len(reached) == links


def test_on_paper_there_are_words_and_charts_without_buttons(browser: Browser, site: Path) -> None:
    with looking(browser, site, scheme="dark") as looked:
        page = looked.open("agents/tide-btc.html")
        looked.draw()
        page.emulate_media(media="print", color_scheme="light")
        for gone in (".top nav", ".acts", ".skip", ".chart details"):
            assert not page.locator(gone).first.is_visible(), gone
        assert page.get_by_role("heading", level=1).is_visible()
        assert page.locator("figure.chart[data-look=light]").first.is_visible()
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)"
        assert len(page.pdf()) > 10_000


@NEEDS_AXE
def test_axe_finds_nothing(browser: Browser, site: Path) -> None:
    judge(browser, site, "light", ["index.html", "agents.html", "policy.html"])


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@NEEDS_AXE
def test_axe_finds_nothing_on_any_page(browser: Browser, site: Path, scheme: str) -> None:
    judge(browser, site, scheme, paths(site))


def judge(browser: Browser, site: Path, scheme: str, which: list[str]) -> None:
    with looking(browser, site, 1280, scheme) as looked:
        for path in which:
            page = looked.open(path)
            looked.draw()
            page.evaluate(SCRIPT.read_text())
            found = page.evaluate("async () => (await axe.run()).violations")
            said = [(one["id"], [node["html"][:150] for node in one["nodes"][:3]]) for one in found]
            assert said == [], path
