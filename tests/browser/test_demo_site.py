"""The demo's own site, on every width in light and dark; its pictures stay in build/screens."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from bot.cli.main import run
from bot.effects.memo.sections import TITLES
from bot.policy.policy import Policy
from tests.browser.test_site import LOOKS, MORE_LOOKS, NEEDS_AXE, judge, looking, paths, walk
from tests.commands.test_memo import said
from tests.effects.site.past import beliefs, curve
from tests.effects.site.reading import at, page
from tests.fakes.chat_server import chatting

SCREENS = Path(__file__).parents[2] / "build" / "screens"
NOW, SOON = "2026-08-29T08:30:00Z", "2026-08-29T02:00:00Z"
JUDGED = "2026-08-29T01:10:00Z"
SUMMARY = "The week ends with every rise frozen, until a person has read what happened."
# Numbers of the report that no page says: versions, what a chart's axis says, and of the worst
# trades what only their tests rest on. A share of nothing is said by the table of capital.
UNSAID = {
    "v",
    "meta.v",
    "failure_forensics.v",
    "agents.*.bins.*.low",
    "agents.*.evidence.days_to_next",
    "allocation.weights.*",
    # Of what nobody can judge yet nothing is counted, and the classic set is not beside itself.
    "scorecard.classic.total.classic.n",
    *(f"scorecard.classic.{name}.n" for name in ("false_kills", "late_kills", "lucky_promotions")),
    *(
        f"failure_forensics.worst.*.{name}"
        for name in ("gross_bps", "market_turbulence", "sticky", "symbol_turbulence")
    ),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo")
    assert run(["demo", "--out", str(place / "world")]) == 0
    fleet = ["--repo", str(place / "world" / "fleet")]
    assert run(["forensics", *fleet, "--now", NOW]) == 0
    words = {**dict.fromkeys(TITLES, "The tables say it."), "executive_summary": SUMMARY}
    with chatting(said(**words)) as chat, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AI_INTEGRATIONS_OPENAI_API_KEY", "sk-x")
        patch.setenv("AI_INTEGRATIONS_OPENAI_BASE_URL", chat.url)
        assert run(["memo", *fleet, "--now", NOW]) == 0
    for report in (["lp-report"], ["lp-report", "--weekly"]):
        assert run([*report, *fleet, "--now", NOW]) == 0
    home = ["--home", "https://github.com/acme/fleet"]
    assert run(["site", *fleet, *home, "--out", str(place / "site")]) == 0
    return place / "site"


def git(fleet: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=fleet, check=True, capture_output=True).stdout


def read(fleet: Path, path: str) -> Any:  # noqa: ANN401 - whatever the file holds
    return json.loads(git(fleet, "show", f"origin/governor-state:{path}"))


def by_day(fleet: Path, folder: str) -> dict[str, Any]:
    listed = git(fleet, "ls-tree", "--name-only", "origin/governor-state", f"{folder}/")
    return {Path(path).stem: read(fleet, path) for path in listed.decode().split()}


def source(fleet: Path) -> dict[str, Any]:
    """Give all that pages may say, by its place; the past is worked out by other code."""
    days = {day: one["portfolio"]["bps"] for day, one in by_day(fleet, "state/days").items()}
    begun = by_day(fleet, "state/evidence")
    listed = git(fleet, "ls-tree", "--name-only", "origin/governor-state", "state/audit/")
    audit = [git(fleet, "show", f"origin/governor-state:{one}") for one in listed.decode().split()]
    return {
        **read(fleet, "state/reports/meta_report.json"),
        "failure_forensics": read(fleet, "state/reports/failure_forensics.json"),
        "curve": curve(days, read(fleet, "state/fleet.json")["curve"]),
        "beliefs": beliefs(begun, Policy().promotion.evidence.rho),
        "audit": {"entries": sum(len(data.splitlines()) for data in audit)},
    }


def known(report: object, place: str = "") -> Iterator[str]:
    """Name each number that the report knows."""
    if isinstance(report, dict | list):
        each = report.items() if isinstance(report, dict) else enumerate(report)
        for key, inner in each:
            yield from known(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(report, int | float) and not isinstance(report, bool):
        yield place


def kind(place: str, names: set[str]) -> str:
    """Name a place without saying of whom: agents.*.bins.*.low."""
    steps = place.split(".")
    return ".".join("*" if step in names or step.isdigit() else step for step in steps)


@pytest.mark.long
def test_every_number_of_the_demo_is_the_reports_and_every_one_of_the_report_is_shown(
    demo: Path,
) -> None:
    fleet = demo.parent / "world" / "fleet"
    git(fleet, "fetch", "--quiet")
    whole = source(fleet)
    pages = {path: page((demo / path).read_bytes()) for path in paths(demo)}
    numbers = [one for found in pages.values() for one in found.numbers]
    wrong = [
        (place, value)
        for place, value in numbers
        if value != (None if (one := at(whole, place)) is None else pytest.approx(one, rel=1e-9))
    ]
    assert wrong == []
    assert [path for path, found in pages.items() if found.placeless] == []
    shown, names = {place for place, _ in numbers}, set(whole["agents"])
    report = {key: part for key, part in whole.items() if key != "beliefs"}
    assert {kind(place, names) for place in set(known(report)) - shown} <= UNSAID
    assert SUMMARY in pages["letters.html"].text


@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), [*LOOKS, *MORE_LOOKS])
def test_the_demos_site(browser: Browser, demo: Path, width: int, scheme: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    walk(browser, demo, width, scheme, SCREENS, SOON)


@pytest.mark.long
def test_the_picture_of_the_overview(browser: Browser, demo: Path) -> None:
    with looking(browser, demo, 1200, at=JUDGED) as looked:
        looked.page.set_viewport_size({"width": 1200, "height": 880})
        page = looked.open("index.html")
        looked.draw()
        page.evaluate("scrollTo(0, 0)")
        SCREENS.mkdir(parents=True, exist_ok=True)
        assert page.screenshot(path=SCREENS / "site.png")


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@NEEDS_AXE
def test_axe_finds_nothing_in_the_demos_site(browser: Browser, demo: Path, scheme: str) -> None:
    judge(browser, demo, scheme, paths(demo))
