"""Importing the SDK costs next to nothing, and brings nothing along."""

import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import bot.sdk
from bot.sdk import EXPORTS

ROOT = Path(bot.sdk.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
LIMIT_MS = 30
RUNS = 9
ALL = f"from bot.sdk import {', '.join(EXPORTS)}"


def seconds(code: str) -> float:
    """Count what the processor worked: what else this machine is doing is not the SDK's cost."""
    child = os.posix_spawn(sys.executable, [sys.executable, "-c", code], os.environ)
    _, status, used = os.wait4(child, 0)
    assert status == 0
    return used.ru_utime + used.ru_stime


def added_ms(code: str) -> float:
    """Compare the fastest of each, taken in turn."""
    seconds(code)
    pairs = [(seconds(code), seconds("pass")) for _ in range(RUNS)]
    return (min(loaded for loaded, _ in pairs) - min(bare for _, bare in pairs)) * 1000


def loaded(code: str) -> set[str]:
    script = f"import sys; before = set(sys.modules); {code}; print(*set(sys.modules) - before)"
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("code", ["import bot.sdk", ALL], ids=["package", "every name"])
def test_it_loads_no_third_party_module(code: str) -> None:
    assert loaded(code) - {"bot"} <= sys.stdlib_module_names


def test_it_loads_no_other_room() -> None:
    script = f"{ALL}; import sys; print(*(m for m in sys.modules if m.startswith('bot')))"
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert [m for m in done.stdout.split() if m != "bot" and not m.startswith("bot.sdk")] == []


def test_it_is_imported_within_its_limit() -> None:
    assert added_ms("import bot.sdk") < LIMIT_MS


def test_the_first_agent_is_ready_soon() -> None:
    """Measured 28 ms; twice the limit leaves room for a slower machine."""
    assert added_ms("from bot.sdk import emit, run") < 2 * LIMIT_MS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_imported_at_the_top_is_the_standard_library(path: Path) -> None:
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    strangers = {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}
    assert [name for name in strangers if not name.startswith("bot.sdk")] == []


def test_type_checkers_see_the_same_names() -> None:
    assert sorted(bot.sdk.__all__) == sorted(EXPORTS)


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_is_there(name: str) -> None:
    assert getattr(bot.sdk, name) is getattr(import_module(EXPORTS[name]), name)


def test_no_module_hides_an_export() -> None:
    assert {module.name for module in iter_modules([str(ROOT)])} & EXPORTS.keys() == set()


def test_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(AttributeError, match=r"it gives .*CannotEmit"):
        _ = bot.sdk.nothing
