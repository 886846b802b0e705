"""The demo's own site, on every width in light and dark; its pictures stay in build/screens."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.cli.main import run
from tests.browser.test_site import LOOKS, MORE_LOOKS, walk

SCREENS = Path(__file__).parents[2] / "build" / "screens"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo")
    assert run(["demo", "--out", str(place / "world")]) == 0
    fleet = ["--repo", str(place / "world" / "fleet")]
    assert run(["forensics", *fleet, "--now", "2026-08-29T08:30:00Z"]) == 0
    assert run(["site", *fleet, "--out", str(place / "site")]) == 0
    return place / "site"


@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), [*LOOKS, *MORE_LOOKS])
def test_the_demos_site(browser: Browser, demo: Path, width: int, scheme: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    walk(browser, demo, width, scheme, SCREENS)
