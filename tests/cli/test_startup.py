import subprocess
import sys

import pytest

from bench.startup import HELP, added_ms, beside_bare

LIMIT_MS = 150  # bench/startup.py holds the closer one, on a machine that does nothing else
HEAVY = {"pydantic", "yaml", "rich", "requests", "numpy", "cronsim", "cryptography", "github"}


def test_help_starts_within_its_limit() -> None:
    assert added_ms(*beside_bare(HELP, runs=7)) < LIMIT_MS


JUDGING = {
    "numpy",
    "requests",
    "github",
    "bot.commands.judge",
    "bot.state.registry",
    "bot.ports.forge",
}


def loaded_by(code: str) -> set[str]:
    told = f"import sys; {code}; print('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    return set(done.stdout.splitlines()[-1].split())


def test_help_imports_nothing_heavy() -> None:
    assert not HEAVY & loaded_by("from bot.cli.main import run; run(['--help'])")


@pytest.mark.parametrize("module", ["bot.cli.common", "bot.cli.cycle"])
def test_what_judges_and_acts_is_imported_only_for_that(module: str) -> None:
    """A cycle imports it too, but only while its state is being brought."""
    assert not JUDGING & loaded_by(f"import {module}")
