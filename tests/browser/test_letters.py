"""Mails as their readers open them, on a telephone and in a dark client."""

from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.adapters.charts import png
from bot.adapters.letter_files import write_letter
from bot.effects.charts.equity import Mark
from bot.effects.lp.edition import Edition, Kind
from bot.effects.lp.facts import facts
from bot.effects.lp.letter import chart, letter
from bot.effects.mail.alert import breach_letter
from bot.effects.mail.letter import Letter
from bot.effects.memo.letter import letter as memo_letter
from bot.state.report.memo import MemoReport
from bot.words.instant import parse
from tests import snapshots
from tests.browser.prepare import SCRIPT
from tests.browser.test_site import Looked, looking
from tests.effects.lp.test_letter import MARKS, POINTS
from tests.effects.reports import agent, breached

TEMPLATE = (files("bot.effects.mail") / "templates" / "letter.html").read_text()
NAMES = ("alert_breach", "ic_weekly", "lp_daily", "lp_weekly")
HOSTILE = "an-agent-with-a-name-of-sixty-letters-and-no-place-to-break-it"
# A letter is read within the page of a mail program, which has the landmarks.
AXE = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
LOOKS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]


def lp_letter(kind: Kind) -> Letter:
    report = breached()
    strange = agent("live", strategy_class=HOSTILE, why=f"{HOSTILE} <b>", pnl_sum_bps=-9999.9)
    report = report.model_copy(update={"agents": {**report.agents, HOSTILE: strange}})
    marks = [*MARKS, Mark("2026-11-20", "stopped", HOSTILE)]
    told = facts(Edition(kind, parse("2026-11-21T07:10:00Z")), report, POINTS, marks)
    spec = chart(told)
    assert spec
    return letter(told, TEMPLATE, png(spec))


def memo() -> Letter:
    text = (snapshots.FOLDER / "ic_weekly.md").read_text()
    body = MemoReport.model_construct(subject="[IC Weekly] MarketAgents Memo")
    return memo_letter(body, text, "2026-11-22T12:00:00.000Z", TEMPLATE)


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letters")
    meta = breached().meta
    assert meta
    assert meta.breach
    made = [lp_letter(Kind.DAILY), lp_letter(Kind.WEEKLY), memo()]
    for one in [*made, breach_letter(meta.breach, TEMPLATE)]:
        write_letter(folder, "bot@x.example", one, ["ann@lp.example"])
    return folder


def judged(looked: Looked) -> list[tuple[str, list[str]]]:
    looked.page.evaluate(SCRIPT.read_text())
    found = looked.page.evaluate(f"async () => (await axe.run({AXE})).violations")
    return [(one["id"], [node["html"][:150] for node in one["nodes"][:3]]) for one in found]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_letters_fit_and_fetch_nothing(
    browser: Browser, letters: Path, width: int, scheme: str, tmp_path: Path
) -> None:
    with looking(browser, letters, width, scheme) as looked:
        for name in NAMES:
            page = looked.open(f"{name}.html")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} pixels wide at {width}"
            pictures = page.evaluate("[...document.images].map(one => one.naturalWidth)")
            assert all(pictures), f"{name} has a picture that is not shown"
            page.screenshot(path=tmp_path / f"{name}-{width}-{scheme}.png", full_page=True)
        assert looked.heard == []
        assert [url for url in looked.asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_letters(browser: Browser, letters: Path, scheme: str) -> None:
    if not SCRIPT.is_file():
        pytest.skip("axe-core is not prepared: python -m tests.browser.prepare")
    with looking(browser, letters, 360, scheme) as looked:
        for name in NAMES:
            looked.open(f"{name}.html")
            assert judged(looked) == [], name
