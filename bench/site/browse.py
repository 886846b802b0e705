"""Opens the pages in a browser, where there is one: when they paint, how long a sort takes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

SORT = """button => {
  const start = performance.now();
  button.click();
  document.body.offsetHeight;
  return performance.now() - start;
}"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"


def browse(folder: Path) -> Iterator[str]:
    found = shutil.which("chromium")
    if found is None:
        yield "no chromium on PATH: nothing was opened"
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for path in ("index.html", "agents.html"):
            page = browser.new_page()
            page.goto(f"file://{folder / path}")
            yield f"{path}: first contentful paint after {page.evaluate(PAINTED):.0f} ms"
        button = page.locator("#fleet th button").nth(2)
        shown = page.locator("#fleet tbody tr").count()
        yield f"sorted {shown} rows in {button.evaluate(SORT):.0f} ms"
        browser.close()
