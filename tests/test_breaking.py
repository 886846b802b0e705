"""The house defends itself: break one rule in a copy, and a tool of `make check` fails."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ("bot", "bench", "tests", "policies", "state", "pyproject.toml")
SCRIPTS = Path(sys.executable).parent
IMPORTS = [str(SCRIPTS / "lint-imports"), "--no-cache"]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
HOUSE = [*PYTEST, "tests/test_house.py"]
SCHEMAS = [*PYTEST, "tests/commands/test_schema.py"]
RUFF = [str(SCRIPTS / "ruff"), "check", "--no-cache", "bot"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in PARTS:
        source, target = ROOT / part, tmp_path / part
        if source.is_dir():
            shutil.copytree(source, target)  # with its byte code, which is as new as its sources
        else:
            shutil.copy(source, target)
    return tmp_path


def passes(tool: list[str], folder: Path) -> bool:
    return subprocess.run(tool, cwd=folder, capture_output=True, check=False).returncode == 0


def replacing(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / path).read_text(encoding="utf-8")
        assert old in text
        (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


FIRST_IMPORT = "from bot.words"
BREAKS = {
    "a room imports one above it": (
        IMPORTS,
        replacing("bot/events/signal.py", FIRST_IMPORT, f"import bot.cli.main\n{FIRST_IMPORT}"),
    ),
    "a command knows an adapter": (
        IMPORTS,
        replacing("bot/commands/resend.py", "import", "import bot.adapters.git\nimport"),
    ),
    "a pure room opens the network": (
        IMPORTS,
        replacing("bot/state/tree.py", "from typing", "import socket\nfrom typing"),
    ),
    "a pure room asks the clock": (
        RUFF,
        replacing("bot/words/instant.py", "DAY =", "NOW = datetime.now(UTC)\nDAY ="),
    ),
    "a sign claims too much": (
        HOUSE,
        replacing("bot/policy/__init__.py", "May import: words", "May import: state, words"),
    ),
    "a room without a sign": (
        HOUSE,
        replacing("bot/settings/__init__.py", "Never:", "Rarely:"),
    ),
    "a schema that is not the code's": (
        SCHEMAS,
        replacing("policies/schema/risk.schema.json", "description", "descriptions"),
    ),
    "code that is not the schema's": (
        SCHEMAS,
        replacing("bot/policy/governor.py", "push_tries: int", "push_attempts: int"),
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_found(name: str, copy: Path) -> None:
    tool, change = BREAKS[name]
    assert passes(tool, copy)
    change(copy)
    assert not passes(tool, copy)
