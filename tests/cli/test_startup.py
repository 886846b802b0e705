import subprocess
import sys

from bench.startup import HELP, added_ms, beside_bare

LIMIT_MS = 150  # bench/startup.py holds the closer one, on a machine that does nothing else
HEAVY = {"pydantic", "yaml", "rich", "requests", "numpy", "cronsim", "cryptography", "github"}


def test_help_starts_within_its_limit() -> None:
    assert added_ms(*beside_bare(HELP, runs=7)) < LIMIT_MS


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from bot.cli.main import run; run(['--help']);"
        "print('\\n' + ' '.join(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.splitlines()[-1]
    assert not HEAVY & set(loaded.split())
