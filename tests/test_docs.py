"""Pages link to what exists, and every command is in one of them."""

import re
from pathlib import Path

import pytest

from bot.cli.lazy import COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_documented(command: str) -> None:
    pages = [page.read_text(encoding="utf-8") for page in PAGES if page.name != "CHANGELOG.md"]
    assert any(re.search(rf"governor {command}\b", page) for page in pages)


def test_every_page_is_reached_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lost = [p.name for p in (ROOT / "docs").glob("*.md") if f"docs/{p.name}" not in readme]
    assert lost == []


def test_lock_files_carry_versions_and_hashes_but_no_address() -> None:
    locks = sorted(ROOT.glob("requirements/*.txt"))
    assert locks
    assert [path.name for path in locks if "://" in path.read_text(encoding="utf-8")] == []
