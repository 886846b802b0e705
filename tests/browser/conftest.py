"""A browser, and a dashboard that holds one of everything, strange names among it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from bot.adapters.page_folder import PageFolder
from bot.adapters.page_parts import page_parts
from bot.effects.site.files import files
from tests.browser.fleet import material

NAMES = ("chromium", "chromium-browser", "google-chrome")


# Playwright keeps an event loop running in its process: no longer than its own tests last.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no chromium on PATH; CI must install it")
        pytest.skip("no chromium on PATH")
    browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    PageFolder(folder / "pages").publish(files(material(), page_parts(folder)), "")
    return folder / "pages"
