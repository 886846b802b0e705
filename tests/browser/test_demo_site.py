"""The demo's own site, on every width in light and dark; its pictures stay in build/screens."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from bot.cli.main import run
from tests.browser.test_site import LOOKS, MORE_LOOKS, NEEDS_AXE, judge, paths, walk
from tests.effects.site.reading import at, page

SCREENS = Path(__file__).parents[2] / "build" / "screens"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo")
    assert run(["demo", "--out", str(place / "world")]) == 0
    fleet = ["--repo", str(place / "world" / "fleet")]
    assert run(["forensics", *fleet, "--now", "2026-08-29T08:30:00Z"]) == 0
    for report in (["memo"], ["lp-report"], ["lp-report", "--weekly"]):
        assert run([*report, *fleet, "--now", "2026-08-29T08:30:00Z"]) == 0
    assert run(["site", *fleet, "--out", str(place / "site")]) == 0
    return place / "site"


def read(fleet: Path, path: str) -> Any:  # noqa: ANN401 - whatever the file holds
    show = ["git", "show", f"origin/governor-state:{path}"]
    return json.loads(subprocess.run(show, cwd=fleet, check=True, capture_output=True).stdout)


@pytest.mark.long
def test_every_number_of_the_demo_is_the_reports(demo: Path) -> None:
    fleet = demo.parent / "world" / "fleet"
    subprocess.run(["git", "fetch", "--quiet"], cwd=fleet, check=True)
    examined = read(fleet, "state/reports/failure_forensics.json")
    report = {
        **read(fleet, "state/reports/meta_report.json"),
        "failure_forensics": examined,
    }
    pages = {path: page((demo / path).read_bytes()) for path in paths(demo)}
    numbers = [one for found in pages.values() for one in found.numbers]
    assert len(numbers) > 3000
    assert [place for place, value in numbers if value != at(report, place)] == []
    placeless = {path for path, found in pages.items() if found.placeless}
    assert placeless <= {"decisions.html", "letters.html"}


@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), [*LOOKS, *MORE_LOOKS])
def test_the_demos_site(browser: Browser, demo: Path, width: int, scheme: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    walk(browser, demo, width, scheme, SCREENS)


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@NEEDS_AXE
def test_axe_finds_nothing_in_the_demos_site(browser: Browser, demo: Path, scheme: str) -> None:
    judge(browser, demo, scheme, paths(demo))
